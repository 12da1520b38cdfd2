import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { dnsTargetGuard } from '../../../functions/shared/https/adapters/dns-target-guard.ts';

const check = (url: string, answer: Promise<readonly string[]>, allowedCidrs: readonly string[] = []) =>
  dnsTargetGuard({ allowedCidrs, resolve: () => answer }).check(url);

const refused = (message: RegExp) => ({ kind: 'refused', message: expect.stringMatching(message) });

afterEach(() => {
  jest.useRealTimers();
});

describe('before a webhook is saved', () => {
  test('a name with public addresses only is allowed', async () => {
    expect(await check('https://hooks.test/', Promise.resolve(['8.8.8.8', '2606:4700::1111']))).toEqual({
      kind: 'allowed',
    });
  });

  test('a name with one forbidden address is refused', async () => {
    expect(await check('https://hooks.test/', Promise.resolve(['8.8.8.8', '10.0.0.1']))).toEqual(refused(/private/));
    expect(await check('https://hooks.test/', Promise.resolve(['8.8.8.8', 'fd00::1']))).toEqual(refused(/unicast/));
    expect(await check('https://hooks.test/', Promise.resolve(['10.0.0.1']), ['10.0.0.0/8'])).toEqual({
      kind: 'allowed',
    });
  });

  test('a name that does not resolve yet is not held against it', async () => {
    const rejected = Promise.reject(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }));
    expect(await check('https://hooks.test/', rejected)).toEqual({ kind: 'unknown' });
    expect(await check('https://hooks.test/', Promise.resolve([]))).toEqual({ kind: 'unknown' });
  });

  test('an address is judged as it stands', async () => {
    const never = new Promise<never>(() => undefined);
    expect(await check('https://0x7f.1/', never)).toEqual(refused(/loopback/));
    expect(await check('http://8.8.8.8/', never)).toEqual(refused(/https/));
    expect(await check('https://8.8.8.8/', never)).toEqual({ kind: 'allowed' });
  });

  test('a silent name server is not waited for longer than two seconds', async () => {
    jest.useFakeTimers();
    const ended = jest.fn();
    check('https://hooks.test/', new Promise(() => undefined)).then(ended);
    await jest.advanceTimersByTimeAsync(1_999);
    expect(ended).not.toHaveBeenCalled();
    await jest.advanceTimersByTimeAsync(1);
    expect(ended).toHaveBeenCalledWith({ kind: 'unknown' });
  });
});
