import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { responseExcerpt } from '../../../functions/shared/https/domain/response-excerpt.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('an excerpt', () => {
  test('is the text itself when it is short', () => {
    expect(responseExcerpt(bytes('Grüße\n\t😀'), 100)).toBe('Grüße\n\t😀');
    expect(responseExcerpt(bytes(''), 100)).toBe('');
  });

  test('ends before a character that does not fit', () => {
    expect(responseExcerpt(bytes('abc😀def'), 5)).toBe('abc');
  });

  test('replaces a bad byte, and describes content that is mostly bad', () => {
    expect(responseExcerpt(Uint8Array.of(...bytes('a long enough text '), 0xff), 100)).toBe(
      'a long enough text \ufffd',
    );
    expect(responseExcerpt(bytes('escape \u001b[31m sequence'), 100)).toBe('escape \ufffd[31m sequence');
    expect(responseExcerpt(Uint8Array.of(0x89, 0x50, 0, 1, 2, 3, 0xff), 100)).toBe('(binary content, 7 bytes)');
  });

  test('is bounded, well-formed and free of control characters for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.integer({ min: 1, max: 100 }), (body, limit) => {
        const excerpt = responseExcerpt(body, limit);
        expect(excerpt.isWellFormed()).toBe(true);
        expect(excerpt.length).toBeLessThanOrEqual(Math.max(limit, 40));
        expect(excerpt).not.toMatch(/[^\P{Cc}\t\n\r]/u);
      }),
    );
  });
});
