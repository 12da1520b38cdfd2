import { describe, expect, test } from '@jest/globals';
import { secretProblem } from '../../../functions/shared/domain/signing-secret.ts';

const standard = (bytes: number) => `whsec_${Buffer.alloc(bytes, 7).toString('base64')}`;

describe('a secret for the standard signature', () => {
  test.each([24, 32, 64])('may hold %d bytes', (bytes) => {
    expect(secretProblem({ style: 'standard', secret: standard(bytes) })).toBeUndefined();
  });

  test.each([
    ['too short', standard(23)],
    ['too long', standard(65)],
    ['without its prefix', Buffer.alloc(32, 7).toString('base64')],
    ['not base64', 'whsec_not base64 at all, but long enough'],
    ['empty', ''],
  ])('is refused %s, without being quoted', (_what, secret) => {
    const problem = secretProblem({ style: 'standard', secret });
    expect(problem).toContain('whsec_');
    if (secret !== '') expect(problem).not.toContain(secret);
  });
});

describe('a secret for the sha256 signature', () => {
  test('may be any text', () => {
    expect(secretProblem({ style: 'sha256', secret: 'x' })).toBeUndefined();
    expect(secretProblem({ style: 'sha256', secret: 'ü'.repeat(512) })).toBeUndefined();
  });

  test('is refused empty or endless', () => {
    expect(secretProblem({ style: 'sha256', secret: '' })).toContain('1 to 512');
    expect(secretProblem({ style: 'sha256', secret: 'x'.repeat(513) })).toContain('1 to 512');
  });
});
