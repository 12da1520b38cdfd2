import { describe, expect, test } from '@jest/globals';
import { canSign } from '../../../functions/shared/domain/signing-secret.ts';

const standard = (bytes: number) => `whsec_${Buffer.alloc(bytes, 7).toString('base64')}`;

describe('a secret for the standard signature', () => {
  test.each([24, 32, 64])('may hold %d bytes', (bytes) => {
    expect(canSign('standard', standard(bytes))).toBe(true);
  });

  test.each([
    ['too short', standard(23)],
    ['too long', standard(65)],
    ['without its prefix', Buffer.alloc(32, 7).toString('base64')],
    ['not base64', 'whsec_not base64 at all, but long enough'],
    ['empty', ''],
  ])('is refused %s', (_what, secret) => {
    expect(canSign('standard', secret)).toBe(false);
  });
});

test('a secret for the sha256 signature may be any text, but not empty or endless', () => {
  for (const secret of ['x', 'ü'.repeat(512), standard(32)]) expect(canSign('sha256', secret)).toBe(true);
  for (const secret of ['', 'x'.repeat(513)]) expect(canSign('sha256', secret)).toBe(false);
});
