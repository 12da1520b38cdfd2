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
    find: 'await ports.waiting.lease(entries)',
    replace: "entries.map(() => 'changed')",
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
    find: 'attemptCount(stored) === attemptCount(before) &&',
    replace: '',
  },
  {
    safeguard: 'an end is final',
    file: 'test/support/in-memory/delivery-store.ts',
    find: '(stored.place === undefined) === (before.place === undefined)',
    replace: 'true',
  },
  {
    safeguard: 'a lane waits out the lag of the index',
    file: 'functions/shared/domain/lane.ts',
    find: 'export const indexGrace = 45 * seconds;',
    replace: 'export const indexGrace = 0 * seconds;',
  },
  {
    safeguard: 'a lane closes on condition that nobody told it anything',
    file: 'functions/shared/application/reconcile-lanes.ts',
    find: 'if ((await ports.lanes.write(lane)) ===',
    replace:
      'const stored = (await ports.lanes.read([lane.webhookId])).get(lane.webhookId); if ((await ports.lanes.write({ ...lane, version: (stored?.version ?? 0) + 1 })) ===',
  },
  {
    safeguard: 'a lane stays open as long as it has promised',
    file: 'functions/shared/domain/lane.ts',
    find: 'if (now < before.openUntil)',
    replace: 'if (now < 0)',
  },
  {
    safeguard: 'a lane closes only when the index shows what looks have moved',
    file: 'functions/shared/domain/lane.ts',
    find: 'Math.max(lookedAt + lookTakes, ...',
    replace: 'Math.max(lookedAt - 1e12, ...',
  },
  {
    safeguard: 'a lane closes only when no execution may be looking',
    file: 'functions/shared/domain/lane.ts',
    find: 'if (checkAt !== undefined || !isResting)',
    replace: 'if (checkAt !== undefined)',
  },
  {
    safeguard: 'a check finds what was parked without a word',
    file: 'functions/shared/domain/lane.ts',
    find: '(unsentWait && isResting)',
    replace: 'false',
  },
  {
    safeguard: 'a check finds the retries that a look was not shown',
    file: 'functions/shared/domain/lane.ts',
    find: 'Math.max(now, scheduledAt)',
    replace: 'scheduledAt * 1e6',
  },
  {
    safeguard: 'a check finds the leases that ran out',
    file: 'functions/shared/domain/lane.ts',
    find: 'const isLost = leasedUntil <= now;',
    replace: 'const isLost = false;',
  },
  {
    safeguard: 'what is leased without a look is checked when its lease ends',
    file: 'functions/shared/domain/lane.ts',
    find: 'Math.min(lane.checkAt ?? never, leasedUntil)',
    replace: 'Math.min(lane.checkAt ?? never, leasedUntil + 1e12)',
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
    find: 'if (dead.length > 0)',
    replace: 'if (dead.length > 1e9)',
  },
  {
    safeguard: 'a lane that sleeps too long gets an execution that looks earlier',
    file: 'functions/shared/domain/lane.ts',
    find: 'if (wakeAt === never || nextLookAt(lane) <= wakeAt + lateLookTolerated)',
    replace: 'if (wakeAt === never || nextLookAt(lane) < never)',
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
    file: 'functions/shared/application/prepare-attempt.ts',
    find: 'ports.clock.now().getTime() - known.readAt > webhookFreshMs',
    replace: 'false',
  },
  {
    safeguard: 'the next retry is not before its time',
    file: 'functions/shared/application/release-due-deliveries.ts',
    find: 'Math.ceil((startOf(waiting, now) - now) / 1000)',
    replace: 'Math.floor((startOf(waiting, now) - now) / 1000)',
  },
  {
    safeguard: "a rule's message is looked up, however fresh it looks",
    file: 'functions/shared/application/dispatch-deliveries.ts',
    find: 'delivery.repeated || receiveCount > 1 || delivery.rule !== undefined',
    replace: 'delivery.repeated || receiveCount > 1',
  },
  {
    safeguard: "a rule's next step is told to the lane of its own webhook",
    file: 'functions/shared/application/settle-attempts.ts',
    find: '    { webhookId, space, place },\n',
    replace: '',
  },
  {
    safeguard: "a rule's next step is leased, so that it outlives its message",
    file: 'functions/shared/domain/delivery-course.ts',
    find: "const place: LanePlace = { queue: 'leased', dueAt: iso(leaseUntil) };",
    replace: "const place: LanePlace = { queue: 'leased', dueAt: iso(leaseUntil + 1e12) };",
  },
  {
    safeguard: 'an answer is kept before the record that names it',
    file: 'functions/shared/application/attempt-batch.ts',
    find: 'await answers.put({ ruleId: execution.ruleId, executionId: id, name, answer });',
    replace: 'answers.put({ ruleId: execution.ruleId, executionId: id, name, answer }).catch(() => {});',
  },
  {
    safeguard: 'an answer is named by its content, so that a late one is not taken for it',
    file: 'functions/shared/domain/execution.ts',
    find: "return createHash('sha256').update(url).update('\\n').update(body).digest('base64url');",
    replace: 'return url + String(body.length > 1e9);',
  },
  {
    safeguard: 'an execution goes on with the steps that it began with',
    file: 'functions/shared/application/attempt-batch.ts',
    find: "ownerEmail: rule?.ownerEmail ?? '' };",
    replace: "ownerEmail: rule?.ownerEmail ?? '', steps: rule?.steps ?? delivery.execution.steps };",
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
