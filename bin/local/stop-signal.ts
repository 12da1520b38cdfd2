import { constants } from 'node:os';

const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Answers with the exit code (128 + the signal's number, as shells have it) once this process is told to stop.
 * Ctrl-C is the regular way to end, hence 0. Later signals are ignored: npm and the terminal may both send one.
 */
export function untilStopSignal(): Promise<number> {
  return new Promise((resolve) => {
    for (const signal of stopSignals) {
      process.on(signal, () => resolve(signal === 'SIGINT' ? 0 : 128 + constants.signals[signal]));
    }
  });
}
