import { parseArgs } from 'node:util';

/** What the command line asks for. `port` is absent when any free one will do. */
export type LocalArguments =
  | Readonly<{ kind: 'run'; port?: number | undefined; leaveAfterTour: boolean }>
  | Readonly<{ kind: 'help' }>
  | Readonly<{ kind: 'refused'; reason: string }>;

export const usage = `Starts a local AWS, deploys Posthorn into it and delivers a first webhook.

  npm start                   keeps running until Ctrl-C
  npm start -- --port 4566    uses this port (default: any free port)
  npm run demo                the same tour, then endpoints that fail; stops with exit code 0 if everything was as expected, else 1`;

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
    return { kind: 'refused', reason: `--port ${text}: must be a whole number from 1024 to 65535` };
  }
  return { kind: 'run', port, leaveAfterTour };
}
