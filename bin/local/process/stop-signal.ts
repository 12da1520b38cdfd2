import { constants } from 'node:os';

const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Resolves to the exit code (128 + the signal's number, as shells have it) once this process gets a signal to stop.
 * Ctrl-C is the regular way to end, hence 0. Later signals are ignored: npm and the terminal may both send one.
 */
export function untilStopSignal(): Promise<number> {
  return new Promise((resolve) => {
    for (const signal of stopSignals) {
      process.on(signal, () => resolve(signal === 'SIGINT' ? 0 : exitCodeOf(signal)));
    }
    if (process.env.npm_lifecycle_event !== undefined) {
      whenOrphaned(() => resolve(exitCodeOf('SIGHUP')));
    }
  });
}

function exitCodeOf(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}

/** npm hands its signals on to us but cannot do so when it is killed; then we get another parent, and nobody reads us. */
function whenOrphaned(stop: () => void): void {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid !== parent) {
      clearInterval(watch);
      stop();
    }
  }, 500);
  watch.unref();
}
