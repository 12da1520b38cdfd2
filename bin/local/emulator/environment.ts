import { delimiter, dirname } from 'node:path';

/** The emulator's account, and credentials it takes for it. Real ones never come near: nothing of AWS_* is inherited. */
export const localAccount = '000000000000';
export const localRegion = 'us-east-1';
export const localCredentials = { accessKeyId: 'test', secretAccessKey: 'test' } as const;

/** What a child process may see of ours; all else (AWS profiles, NODE_OPTIONS, proxies) could change what it does. */
const inherited = ['HOME', 'USER', 'LANG', 'LC_ALL', 'TERM'];

/**
 * The least environment for a child process, with this very Node first on the PATH: the emulator runs functions with
 * the `node` it finds, which has to be the version that Lambda runs.
 */
export function bareEnvironment(temporary: string): Readonly<Record<string, string>> {
  const kept = inherited.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(kept),
    PATH: [dirname(process.execPath), process.env.PATH ?? '/usr/bin:/bin'].join(delimiter),
    TMPDIR: temporary,
  };
}
