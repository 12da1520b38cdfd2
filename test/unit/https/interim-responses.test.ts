import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { InterimResponses, maxInterimBytes } from '../../../functions/shared/https/adapters/interim-responses.ts';

/** What is left of an answer that comes in the given pieces. */
function strip(pieces: readonly string[], interim = new InterimResponses()): string | undefined {
  interim.expect();
  let left = '';
  for (const piece of pieces) {
    const stripped = interim.strip(Buffer.from(piece, 'latin1'));
    if (stripped.kind === 'too_long') return undefined;
    left += stripped.bytes.toString('latin1');
  }
  return left;
}

const carryOn = 'HTTP/1.1 100 Continue\r\n\r\n';
const hints = 'HTTP/1.1 103 Early Hints\r\nlink: </a.css>; rel=preload\r\n\r\n';
const final = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';

describe('interim responses', () => {
  test.each([
    ['none', final],
    ['a 100', carryOn + final],
    ['a 100 with fields', `HTTP/1.1 100 Continue\r\nserver: x\r\ndate: y\r\n\r\n${final}`],
    ['a 100 without a phrase', `HTTP/1.1 100\r\n\r\n${final}`],
    ['a 102', `HTTP/1.1 102 Processing\r\n\r\n${final}`],
    ['a 103', hints + final],
    ['an unknown one', `HTTP/1.1 199 What\r\n\r\n${final}`],
    ['several', carryOn + hints + carryOn + final],
    ['one by HTTP/1.0', `HTTP/1.0 100 Continue\r\n\r\n${final}`],
    ['one whose lines end with LF alone', `HTTP/1.1 100 Continue\nx: y\n\n${final}`],
    ['one whose last line alone ends with CR and LF', `HTTP/1.1 100 Continue\n\r\n${final}`],
  ])('are taken out: %s', (_, answer) => {
    expect(strip([answer])).toBe(final);
    expect(strip([...answer])).toBe(final);
  });

  test.each([
    'HTTP/1.1 101 Switching Protocols\r\n\r\n',
    'HTTP/2 100 Continue\r\n\r\n',
    'HTTP/1.1 200 \r\n\r\n',
    'SSH-2.0-OpenSSH_9.6\r\n\r\n',
    '\r\nHTTP/1.1 100 Continue\r\n\r\n',
  ])('are not seen in %j', (answer) => {
    expect(strip([answer])).toBe(answer);
    expect(strip([...answer])).toBe(answer);
  });

  test('are looked for at the beginning of a response alone, and of each response', () => {
    const interim = new InterimResponses();
    const answer = `HTTP/1.1 200 OK\r\n\r\n${carryOn}`;
    expect(strip([answer, carryOn], interim)).toBe(answer + carryOn);
    expect(strip([carryOn, final], interim)).toBe(final);
    expect(strip(['HTTP/1.1 100 Cont'], interim)).toBe('');
    expect(strip([final], interim)).toBe(final);
  });

  test('may come in any number and any pieces, and leave all of the final response', () => {
    const interim = fc.constantFrom(carryOn, hints, 'HTTP/1.1 102 \r\n\r\n', 'HTTP/1.1 100 c\n\n');
    const cuts = fc.array(fc.nat(400), { maxLength: 20 });
    fc.assert(
      fc.property(fc.array(interim, { maxLength: 9 }), fc.string({ maxLength: 50 }), cuts, (before, body, places) => {
        const answer = `HTTP/1.1 200 OK\r\n\r\n${body}`;
        const all = before.join('') + answer;
        const ends = [...places.filter((place) => place < all.length).toSorted((a, b) => a - b), all.length];
        const pieces = ends.map((end, index) => all.slice(ends[index - 1] ?? 0, end));
        expect(strip(pieces)).toBe(Buffer.from(answer, 'latin1').toString('latin1'));
      }),
    );
  });

  test.each<[string, (bytes: number) => string]>([
    ['many', (bytes) => carryOn.repeat(Math.ceil(bytes / carryOn.length))],
    ['long', (bytes) => `HTTP/1.1 103 ${'x'.repeat(bytes)}`],
  ])('are bounded when they are %s', (_, make) => {
    const piece = (text: string) => text.match(/.{1,1000}/gs) ?? [];
    expect(strip(piece(make(maxInterimBytes - 200)))).toBe('');
    expect(strip(piece(make(maxInterimBytes)))).toBeUndefined();
    expect(strip([make(maxInterimBytes)])).toBeUndefined();
  });

  test('are counted for each response anew', () => {
    const interim = new InterimResponses();
    const half = carryOn.repeat(400);
    for (let answer = 0; answer < 3; answer += 1) expect(strip([half + final], interim)).toBe(final);
  });
});
