import { describe, expect, test } from '@jest/globals';
import { explainMissing, type Python, readProbe, suits } from '../../../bin/local/emulator/python.ts';

const python = (version: Python['version'], canMakeEnvironments = true): Python => ({
  version,
  executable: '/usr/bin/python3',
  canMakeEnvironments,
});

describe('finding Python', () => {
  test('3.10 is the oldest that suits', () => {
    expect(suits(python([3, 10, 0]))).toBe(true);
    expect(suits(python([3, 9, 25]))).toBe(false);
    expect(suits(python([2, 7, 18]))).toBe(false);
  });

  test('one that cannot make environments does not suit', () => {
    expect(suits(python([3, 13, 1], false))).toBe(false);
  });

  test('the probe prints a line of JSON, and anything else is no Python', () => {
    const answer = '{"version": [3, 11, 2], "executable": "/usr/bin/python3", "canMakeEnvironments": false}\n';
    expect(readProbe(answer)).toEqual(python([3, 11, 2], false));
    expect(readProbe('pyenv: python3.12: command not found')).toBeUndefined();
    expect(readProbe('{"version": "3.11"}')).toBeUndefined();
  });

  test('distinguishes no Python, an old one, and one without venv', () => {
    expect(explainMissing([])).toMatch(/3\.10 or newer; found: none[\s\S]*apt-get install python3 python3-venv/);
    expect(explainMissing([python([3, 8, 10])])).toContain('found: 3.8.10 at /usr/bin/python3');
    expect(explainMissing([python([3, 8, 10]), python([3, 11, 2], false)])).toMatch(
      /no venv[\s\S]*install python3-venv/,
    );
  });
});
