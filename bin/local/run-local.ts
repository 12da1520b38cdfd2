import { writeFileSync } from 'node:fs';
import { Progress } from '../shared/progress.ts';
import { StepFailure, Stopped } from '../shared/step-failure.ts';
import { ProcessGroups } from './process/process-groups.ts';
import { untilStopSignal } from './process/stop-signal.ts';
import type { ReceivedRequest } from './receiver/tls-receiver.ts';
import { openRunPlaces, type RunPlaces } from './stack/run-places.ts';
import { startLocalAws } from './stack/start-local-aws.ts';
import { stopLocalAws } from './stack/stop-local-aws.ts';
import { takeFailureTour } from './tour/failure-tour.ts';
import { nextSteps } from './tour/next-steps.ts';
import { type TourResult, takeTour } from './tour/tour.ts';

type Wish = Readonly<{ port?: number | undefined; leaveAfterTour: boolean }>;

/** Brings up the local AWS, takes the tour and stays until it is stopped. Returns the exit code; no process is left. */
export async function runLocal(wish: Wish): Promise<number> {
  const processes = new ProcessGroups();
  const progress = new Progress((line) => console.log(line));
  const places = openRunPlaces();
  const stopSignal = untilStopSignal();
  try {
    const work = startTourAndStay({ wish, processes, progress, places });
    // Whichever is first; the work is cut short by stopping what it waits for.
    return await Promise.race([work, stopSignal]);
  } catch (error) {
    return explainFailure(error, places);
  } finally {
    progress.stopping();
    await stopLocalAws({ processes, places });
    progress.note('Stopped. No processes are left.');
  }
}

async function startTourAndStay(input: {
  readonly wish: Wish;
  readonly processes: ProcessGroups;
  readonly progress: Progress;
  readonly places: RunPlaces;
}): Promise<number> {
  const { wish, processes, progress, places } = input;
  const { stack, ended } = await startLocalAws({ port: wish.port, progress, processes, places });
  const breakdown = ended.then((failure) => Promise.reject(failure));
  const tour = await Promise.race([takeTour({ stack, progress, say }), breakdown]);
  if (wish.leaveAfterTour) {
    await Promise.race([takeFailureTour({ stack, tour, progress, say }), breakdown]);
    return 0;
  }
  tour.receiver.respondWith((request) => {
    progress.note(`The receiver got ${describe(request)}`);
    return {};
  });
  writeFileSync(places.webhookFile, JSON.stringify(firstWebhook(tour)));
  console.log(`\n${nextSteps({ stack, places, tour })}\n`);
  return await breakdown;
}

/** What to post as a first webhook of one's own; it trusts the receiver's certificate, which no public authority made. */
function firstWebhook({ receiver, eventType, caCertificate }: TourResult) {
  return { name: 'My first webhook', url: receiver.url, eventTypes: [eventType], tls: { caCertificate } };
}

function say(text: string): void {
  console.log(`\n${text.replaceAll(/^/gm, '    ')}\n`);
}

function describe({ method, path, headers, body }: ReceivedRequest): string {
  return `${method} ${path}, ${headers['webhook-id'] ?? 'without id'}: ${body.toString('utf8')}`;
}

function explainFailure(error: unknown, places: RunPlaces): number {
  if (error instanceof Stopped) {
    return 1;
  }
  const log = error instanceof StepFailure ? (error.log ?? places.directory) : places.directory;
  const reason = error instanceof StepFailure ? error.message : error;
  console.error('\nFailed:', reason, `\n\nLog: ${log}\n`);
  return 1;
}
