import { scheduler } from 'node:timers/promises';

/**
 * Asks again and again until there is an answer, for at most `withinMs`; then undefined. The last question is asked
 * when the time is over, so that a slow machine gets one fair chance.
 */
export async function poll<T>(input: {
  readonly ask: () => Promise<T | undefined>;
  readonly withinMs: number;
  readonly everyMs?: number;
}): Promise<T | undefined> {
  const deadline = performance.now() + input.withinMs;
  for (;;) {
    const last = performance.now() >= deadline;
    const answer = await input.ask();
    if (answer !== undefined || last) {
      return answer;
    }
    await scheduler.wait(input.everyMs ?? 50);
  }
}
