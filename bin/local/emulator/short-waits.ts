import * as z from 'zod';
import { StepFailure } from '../../shared/step-failure.ts';

/** So long lasts a lane's sleep here, in milliseconds: enough for a slow machine to record the updates of the lane before. */
export const sleepMs = 2_000;

/** Has the waits that begin next last {@link sleepMs} if they are as long as this, in seconds, and others in proportion. */
export type Shorten = (seconds: number) => Promise<void>;

/**
 * Does the work while Step Functions' waits are as short as it says; no other clock is changed. One factor for all waits
 * would not do: what makes 36 hours pass in seconds leaves no time for an attempt before the first retry. Afterwards
 * waits have their length again, whatever came of the work; an emulator that was ended meanwhile took the setting along.
 */
export async function withShortWaits<T>(endpoint: string, work: (shorten: Shorten) => Promise<T>): Promise<T> {
  try {
    return await work((seconds) => scaleWaits(endpoint, (seconds * 1000) / sleepMs));
  } finally {
    await scaleWaits(endpoint, 1);
  }
}

/** MiniStack's name for what it multiplies the length of each `Wait` with. */
const scale = 'stepfunctions._SFN_WAIT_SCALE';

const configured = z.object({ applied: z.object({ [scale]: z.number() }) });

/** The emulator answers 200 to settings that it does not know, so it is asked what it has applied. */
async function scaleWaits(endpoint: string, factor: number): Promise<void> {
  const value = 1 / factor;
  const response = await fetch(`${endpoint}/_ministack/config`, {
    method: 'POST',
    body: JSON.stringify({ [scale]: value }),
  });
  const text = await response.text();
  const answer = response.ok ? configured.safeParse(JSON.parse(text)) : undefined;
  if (answer?.data?.applied[scale] !== value) {
    throw new StepFailure(`The local AWS did not shorten its waits: HTTP ${response.status} ${text}`);
  }
}
