import { parseArgs } from 'node:util';

/** What the command line asks for. `port` is absent when any free one will do. */
export type LocalArguments =
  | Readonly<{ kind: 'run'; port?: number | undefined; leaveAfterTour: boolean }>
  | Readonly<{ kind: 'help' }>
  | Readonly<{ kind: 'refused'; reason: string }>;

export const usage = `Brings up a local AWS, deploys Posthorn into it and delivers a first webhook.

  npm start                   stay up until Ctrl-C
  npm start -- --port 4566    on a port of your choice (else any free one)
  npm run demo                the same tour, then endpoints that fail, then stop: exit code 0 if all went as told, 1 if not`;

/** Reads the command line (without `node` and the script). Never throws: what it cannot read it refuses with the remedy. */
export function parseLocalArguments(words: readonly string[]): LocalArguments {
  try {
    const { values } = parseArgs({
      args: [...words],
      options: { port: { type: 'string' }, demo: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    });
    if (values.help) {
      return { kind: 'help' };
    }
    return withPort(values.port, values.demo ?? false);
  } catch (error) {
    return { kind: 'refused', reason: error instanceof Error ? error.message : String(error) };
  }
}

function withPort(text: string | undefined, leaveAfterTour: boolean): LocalArguments {
  if (text === undefined) {
    return { kind: 'run', leaveAfterTour };
  }
  const port = Number(text);
  // Below 1024 a port needs root; 65535 is the last there is (RFC 6335).
  if (!/^\d+$/.test(text) || port < 1024 || port > 65_535) {
    return { kind: 'refused', reason: `--port ${text}: give a whole number from 1024 to 65535` };
  }
  return { kind: 'run', port, leaveAfterTour };
}
