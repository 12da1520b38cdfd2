import type { Pause } from './ports/pause.ts';

/**
 * How long an outcome waits for others to be recorded with, in milliseconds: most endpoints answer sooner, so that most
 * batches are recorded by one call; and nobody waits for the 35 s that an endpoint which hangs may take.
 */
const waveMs = 500;

export type Waves<Item> = Readonly<{
  /** What brings items; it never fails. */
  work: Promise<unknown>;
  /** Where the work leaves them. */
  settled: Item[];
  record: (items: readonly Item[]) => Promise<readonly string[]>;
}>;

/** Records what has been settled, again and again until the work is done. Answers all that `record` answered. */
export async function recordInWaves<Item>(
  { pause }: Readonly<{ pause: Pause }>,
  { work, settled, record }: Waves<Item>,
): Promise<readonly string[]> {
  const answers: string[] = [];
  let isOver = false;
  const over = work.then(() => {
    isOver = true;
  });
  while (!isOver) {
    await Promise.race([over, pause(waveMs)]);
    const wave = settled.splice(0);
    if (wave.length > 0) answers.push(...(await record(wave)));
  }
  const rest = settled.splice(0);
  return rest.length === 0 ? answers : [...answers, ...(await record(rest))];
}
