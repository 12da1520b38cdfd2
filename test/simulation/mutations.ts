import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A safeguard, and the edit that takes it away. */
type Mutation = Readonly<{ safeguard: string; file: string; find: string; replace: string }>;

const mutations: readonly Mutation[] = [
  {
    safeguard: 'a release leases what it sends',
    file: 'functions/shared/application/release-due-deliveries.ts',
    find: 'await ports.waiting.lease(order.waiting, iso(until))',
    replace: "order.waiting.map(() => 'changed')",
  },
  {
    safeguard: 'only the message of the present lease attempts',
    file: 'functions/shared/application/dispatch-retries.ts',
    find: "place?.queue === 'leased' && place.dueAt === leaseUntil && now <",
    replace: 'place !== undefined && now <',
  },
  {
    safeguard: 'an attempt is recorded on condition of its number',
    file: 'test/support/in-memory/delivery-store.ts',
    find: 'stored.attempts.length === before.attempts.length &&',
    replace: '',
  },
  {
    safeguard: 'an end is final',
    file: 'test/support/in-memory/delivery-store.ts',
    find: '(stored.place === undefined) === (before.place === undefined)',
    replace: 'true',
  },
  {
    safeguard: 'a lane closes on condition that nobody told it anything',
    file: 'functions/shared/application/release-due-deliveries.ts',
    find: 'const after = looked(lane, { ...result, circuit }, now);',
    replace:
      'const stale = looked(first, { ...result, circuit }, now); const after = { ...stale, lane: { ...stale.lane, version: lane.version + 1 } };',
  },
  {
    safeguard: 'a lane waits out the lag of the index',
    file: 'functions/shared/domain/lane.ts',
    find: 'export const indexGrace = 45 * seconds;',
    replace: 'export const indexGrace = 0 * seconds;',
  },
  {
    safeguard: 'a lane stays open as long as it has promised',
    file: 'functions/shared/domain/lane.ts',
    find: 'look.at >= Math.max(emptySince + indexGrace, lane.openUntil)',
    replace: 'look.at >= emptySince + indexGrace',
  },
  {
    safeguard: 'a lane closes only when it was found empty for a while',
    file: 'functions/shared/domain/lane.ts',
    find: 'look.at >= Math.max(emptySince + indexGrace, lane.openUntil)',
    replace: 'look.at >= lane.openUntil',
  },
  {
    safeguard: 'the lane is told before a delivery is parked',
    file: 'functions/shared/application/settle-attempts.ts',
    find: 'each.parks ? ports.keeper.tell(each.news) : ports.keeper.teach(each.news)',
    replace: 'ports.keeper.teach(each.news)',
  },
  {
    safeguard: 'an execution that ended otherwise is started anew',
    file: 'functions/shared/application/reconcile-lanes.ts',
    find: "lane.state !== 'open' || !(hasFailed || isOverdue(lane, now))",
    replace: 'now > 0',
  },
  {
    safeguard: 'a lane that sleeps too long is superseded',
    file: 'functions/shared/domain/lane.ts',
    find: "lane.state === 'open' && wakeAt + lateLookTolerated >= lane.nextLookAt",
    replace: "lane.state === 'open'",
  },
  {
    safeguard: 'a message that comes again makes up for what a crash left out',
    file: 'functions/shared/application/announce-results.ts',
    find: 'await makeUpForOne(ports, delivery);',
    replace: '',
  },
  {
    safeguard: 'failures nobody was told of are mailed by the sweep',
    file: 'functions/shared/application/escalate-failures.ts',
    find: 'await ports.ledger.dueBy(ports.clock.now().getTime())',
    replace: '[]',
  },
  {
    safeguard: 'a webhook that was read long ago is read again before sending',
    file: 'functions/shared/application/attempt-batch.ts',
    find: 'ports.clock.now().getTime() - known.readAt > webhookFreshMs',
    replace: 'false',
  },
  {
    safeguard: 'the next retry is not before its time',
    file: 'functions/shared/application/release-due-deliveries.ts',
    find: 'return scheduled.filter(({ dueAt }) => Date.parse(dueAt) <= now);',
    replace: 'return scheduled;',
  },
];

/** Takes away one safeguard after the other and shows the first seed that notices. */
const root = join(import.meta.dirname, '../..');
/** `npm run simulate:mutations -- [seeds] [part of a safeguard's name]` */
const [, , seeds = '300', only = ''] = process.argv;
let survivors = 0;
for (const { safeguard, file, find, replace } of mutations.filter((each) => each.safeguard.includes(only))) {
  const copy = mkdtempSync(join(tmpdir(), 'posthorn-mutation-'));
  for (const part of ['functions', 'test', 'package.json'])
    cpSync(join(root, part), join(copy, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  const text = readFileSync(join(copy, file), 'utf8');
  if (!text.includes(find)) throw new Error(`${file} no longer holds: ${find}`);
  writeFileSync(join(copy, file), text.replace(find, replace));
  const run = spawnSync(process.execPath, ['test/simulation/run.ts', '--seeds', seeds, '--until-failure'], {
    cwd: copy,
  });
  rmSync(copy, { recursive: true });
  const [noticed] = /^seed .*$/m.exec(run.stderr.toString()) ?? [];
  if (!noticed) survivors += 1;
  console.log(`${noticed ? 'noticed ' : 'SURVIVED'}  ${safeguard}\n          ${noticed ?? `${seeds} seeds`}`);
}
process.exitCode = survivors > 0 ? 1 : 0;
