import { beside, type Disturbance } from '../simulation/neighbours.ts';
import { note, printTable, quantile } from './table.ts';

const quietPerSecond = 27;
const slow = (part: number, webhooks: number): Disturbance => ({
  mood: 'slow',
  space: 'other',
  webhooks,
  perSecond: (quietPerSecond * part) / (1 - part),
  burst: 0,
});
const hanging = (part: number): Disturbance => ({ ...slow(part, 30), mood: 'hanging' });

const disturbances: Readonly<Record<string, Disturbance | undefined>> = {
  undisturbed: undefined,
  ...Object.fromEntries(
    [0.01, 0.05, 0.1].flatMap((part) =>
      [1, 30].map((webhooks) => [
        `${part * 100} % slow but successful, ${webhooks === 1 ? 'one webhook' : `${webhooks} webhooks`}`,
        slow(part, webhooks),
      ]),
    ),
  ),
  '10 % hang, 30 webhooks': hanging(0.1),
  '50 % hang, 30 webhooks': hanging(0.5),
  // A hundredth of ten events for 100,000 webhooks.
  'ten events for 1,000 webhooks of one space': {
    mood: 'quick',
    space: 'other',
    webhooks: 1_000,
    perSecond: 0,
    burst: 10_000,
  },
};

/** How long a delivery to a quiet webhook takes from the queue to its arrival, beside others: the real use cases on a simulated AWS. */
export async function neighboursTable(): Promise<void> {
  const rows: (readonly (string | number)[])[] = [];
  let undisturbed = 0;
  for (const [name, disturbance] of Object.entries(disturbances)) {
    const { onset, latencies, others, arrived, mostAtOnce } = await beside(disturbance);
    const p99 = quantile(latencies, 0.99);
    if (disturbance === undefined) undisturbed = p99;
    rows.push([
      name,
      ...[0.5, 0.99].map((part) => quantile(onset, part).toFixed(0)),
      ...[0.5, 0.99].map((part) => quantile(latencies, part).toFixed(0)),
      (p99 / undisturbed).toFixed(2),
      others === 0 ? '' : `${arrived} of ${others}`,
      others === 0 ? '' : mostAtOnce,
    ]);
  }
  printTable(
    `4 b. Isolation, simulated: ${quietPerSecond} deliveries a second to quiet webhooks, a tenth of the stack's concurrency`,
    ['', 'first 30 s: p50 ms', 'p99 ms', 'then: p50 ms', 'p99 ms', 'of undisturbed', "others' arrived", 'at once'],
    rows,
  );
  note(
    'Slow endpoints take 14 s. Queues are fair and functions scale as on AWS. Aim: p99 within 1.2 of the undisturbed run after 30 s.',
  );
  note(
    'What hangs is parked once its circuit is open, so that not all of it is tried; "at once" is the most at any one endpoint.',
  );
}
