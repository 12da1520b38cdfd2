import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A safeguard, and the edit that takes it away. */
type Mutation = Readonly<{ safeguard: string; file: string; find: string; replace: string }>;

const mutations: readonly Mutation[] = [
  {
    safeguard: 'what a delivery needs is kept when it is put to wait',
    file: 'functions/shared/application/record-outcomes.ts',
    find: 'await keepWhatWaits(ports, waiting);',
    replace: '',
  },
  {
    safeguard: 'what goes on waiting keeps what it needs',
    file: 'functions/shared/application/release-round.ts',
    find: 'if (waiting === 0) return outcome;',
    replace: 'if (waiting === 0 || lane.version > 0) return outcome;',
  },
  {
    safeguard: 'what the slow road did not accept comes again',
    file: 'functions/shared/application/dispatch-deliveries.ts',
    find: 'const fault = faults.get(delivery.deliveryId);',
    replace: 'const fault = faults.get(`no ${delivery.deliveryId}`);',
  },
  {
    safeguard: 'a message is sent on by the slow road before it is done with',
    file: 'functions/shared/application/dispatch-deliveries.ts',
    find: 'const faults = await slowDeliveries.send(',
    replace: 'const faults = new Map<string, never>(); void slowDeliveries.send(',
  },
  {
    safeguard: 'a release leases what it sends',
    file: 'functions/shared/application/release-round.ts',
    find: 'await ports.waits.lease(leases)',
    replace: "leases.map(() => 'leased')",
  },
  {
    safeguard: 'a lease is put before the item is taken away',
    file: 'test/simulation/world.ts',
    find: 'await waits.put(leases.map(({ item, until }) => leaseOf(item, until)));',
    replace: 'await waits.remove(leases.map(({ item }) => item));',
  },
  {
    safeguard: 'an attempt begins only if the record confirms its lease',
    file: 'functions/shared/application/dispatch-retries.ts',
    find: "confirm(lease, record) === 'confirmed' &&",
    replace: '',
  },
  {
    safeguard: 'an attempt begins only while a minute of its lease is left',
    file: 'functions/shared/application/dispatch-retries.ts',
    find: '&& now < Date.parse(lease.dueAt) - attemptTakesMs',
    replace: '',
  },
  {
    safeguard: 'the record tells its own wait item from that of a writer that died',
    file: 'functions/shared/domain/wait-item.ts',
    find: ' && record.position?.dueAt === recordedDueAt',
    replace: '',
  },
  {
    safeguard: 'an item whose record is still to be written is not removed',
    file: 'functions/shared/domain/wait-item.ts',
    find: "return 'unrecorded';",
    replace: "return 'stale';",
  },
  {
    safeguard: 'a record is written on condition of its version',
    file: 'test/support/in-memory/delivery-store.ts',
    find: '?.version !== before.version',
    replace: ' === undefined',
  },
  {
    safeguard: 'the wait item is put before the record',
    file: 'functions/shared/application/record-outcomes.ts',
    find: 'items.length > 0 ? await ports.waits.put(items) : []',
    replace: "items.map(() => (void ports.waits.put(items).catch(() => {}), 'put' as const))",
  },
  {
    safeguard: 'the lane is updated before the record is written',
    file: 'functions/shared/application/record-outcomes.ts',
    find: 'const unnotified = await updateLanes(ports, put);',
    replace: 'const unnotified = new Map<string, unknown>(); void updateLanes(ports, put);',
  },
  {
    safeguard: 'the lane is read after the wait item is put',
    file: 'functions/shared/application/lane-registry.ts',
    find: 'await write((await read([update.webhookId])).get(update.webhookId), update, forWaiting);',
    replace: 'await readOld([update.webhookId]); await write(copyOf(update.webhookId), update, forWaiting);',
  },
  {
    safeguard: 'a wake writes that it is awake before it queries',
    file: 'functions/shared/application/wake-lane.ts',
    find: "if (lane === undefined || (await lanes.write(lane)) === 'written') return lane;",
    replace: 'return lane && { ...lane, version: lane.version - 1 };',
  },
  {
    safeguard: 'what is noted during a wake is heeded at its end',
    file: 'functions/shared/domain/lane.ts',
    find: "const recheckAt = wake.kind === 'awake' ? wake.recheckAt : undefined;",
    replace: "const recheckAt = wake.kind === 'awake' ? undefined : undefined;",
  },
  {
    safeguard: 'a wake under way does not prove that it sees what comes',
    file: 'functions/shared/domain/lane.ts',
    find: 'return wake.recheckAt !== undefined && wake.recheckAt <= time + lateWakeTolerated;',
    replace: 'return true;',
  },
  {
    safeguard: 'a wake ends on condition that nobody wrote the lane',
    file: 'functions/shared/application/wake-lane.ts',
    find: "if ((await ports.lanes.write(next)) === 'written') {",
    replace:
      "const stored = (await ports.lanes.read([order.webhookId])).get(order.webhookId); if ((await ports.lanes.write({ ...next, version: (stored?.version ?? 0) + 1 })) === 'written') {",
  },
  {
    safeguard: 'a check closes the lane on condition that nobody wrote it',
    file: 'functions/shared/application/reconcile-lanes.ts',
    find: 'if ((await ports.lanes.write(lane)) ===',
    replace:
      'const stored = (await ports.lanes.read([lane.webhookId])).get(lane.webhookId); if ((await ports.lanes.write({ ...lane, version: (stored?.version ?? 0) + 1 })) ===',
  },
  {
    safeguard: 'a lane does not close over what is leased',
    file: 'functions/shared/domain/lane.ts',
    find: 'reconcileAt: earliest(before.reconcileAt, result.leasedUntil),',
    replace: 'reconcileAt: before.reconcileAt,',
  },
  {
    safeguard: 'a check finds the leases that ran out',
    file: 'functions/shared/domain/lane.ts',
    find: 'const isLost = leasedUntil !== undefined && leasedUntil <= now;',
    replace: 'const isLost = false;',
  },
  {
    safeguard: 'what is leased by others than the lane is checked when its lease ends',
    file: 'functions/shared/domain/lane.ts',
    find: 'reconcileAt: earliest(lane.reconcileAt, update.leasedUntil),',
    replace: 'reconcileAt: lane.reconcileAt,',
  },
  {
    safeguard: 'an execution that ended otherwise is replaced',
    file: 'functions/shared/application/reconcile-lanes.ts',
    find: "if (isOverdue(lane, now) || (hasFailed && lane.wake.kind !== 'none')) {",
    replace: 'if (hasFailed && now < 0) {',
  },
  {
    safeguard: 'only the latest execution wakes the lane',
    file: 'functions/shared/domain/lane.ts',
    find: "if (lane?.status !== 'open' || lane.generation !== generation) return undefined;",
    replace: "if (lane?.status !== 'open') return undefined;",
  },
  {
    safeguard: 'a lane that sleeps too long gets an execution that wakes it earlier',
    file: 'functions/shared/domain/lane.ts',
    find: 'return wake.at <= time + lateWakeTolerated;',
    replace: 'return true;',
  },
  {
    safeguard: 'a replay puts the wait item before the record',
    file: 'functions/shared/application/replay-deliveries.ts',
    find: 'const put = items.length > 0 ? await ports.waits.put(items) : [];',
    replace: 'const put: unknown[] = []; void ports.waits.put(items).catch(() => {});',
  },
  {
    safeguard: 'a wake comes again for what its replay has parked',
    file: 'functions/shared/application/replay-deliveries.ts',
    find: 'return { more: parked > 0 || lane.replays.length > 1, done: [first.id] };',
    replace: 'return { more: lane.replays.length > 1, done: [first.id] };',
  },
  {
    safeguard: 'a message that comes again makes up for what a crash left out',
    file: 'functions/shared/application/announce-results.ts',
    find: 'await republish(ports, delivery);',
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
    file: 'functions/shared/application/release-round.ts',
    find: 'Math.ceil((startOf(item, now) - now) / 1000)',
    replace: 'Math.floor((startOf(item, now) - now) / 1000)',
  },
  {
    safeguard: "a rule's message is looked up, however fresh it looks",
    file: 'functions/shared/application/dispatch-deliveries.ts',
    find: 'delivery.repeated || receiveCount > 1 || delivery.rule !== undefined',
    replace: 'delivery.repeated || receiveCount > 1',
  },
  {
    safeguard: "a rule's next step updates the lane of its own webhook",
    file: 'functions/shared/application/record-outcomes.ts',
    find: '    { webhookId, space, item },\n',
    replace: '',
  },
  {
    safeguard: "a rule's next step is leased, so that it outlives its message",
    file: 'functions/shared/domain/delivery-course.ts',
    find: "const position: QueuePosition = { queue: 'leased', dueAt: iso(leaseUntil) };",
    replace: "const position: QueuePosition = { queue: 'leased', dueAt: iso(leaseUntil + 1e12) };",
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
  {
    safeguard: 'an answer ends the failing',
    file: 'functions/shared/domain/lane.ts',
    find: 'if (answeredAt !== undefined) return afterSuccess(health, answeredAt);',
    replace: 'if (answeredAt !== undefined) return health;',
  },
  {
    safeguard: 'a webhook fails for as long as its setting says before it is disabled',
    file: 'functions/shared/domain/health.ts',
    find: 'ms >= rules.disableAfterMs',
    replace: 'ms >= rules.disableAfterMs / 2',
  },
  {
    safeguard: 'what failed before a webhook was changed does not count',
    file: 'functions/shared/domain/health.ts',
    find: 'failing !== undefined && failing.since >= freshSince ? failing : undefined',
    replace: 'failing !== undefined && failing.since + freshSince > 0 ? failing : undefined',
  },
  {
    safeguard: 'one delivery that fails disables nothing',
    file: 'functions/shared/domain/health.ts',
    find: 'if (health === undefined || !failing?.isSeveral) return undefined;',
    replace: 'if (health === undefined || !failing) return undefined;',
  },
  {
    safeguard: 'what is decided is noted until it is told',
    file: 'functions/shared/application/follow-health.ts',
    find: 'await ports.healthMessages.publish(untold.map((news) => ({ news, webhook })));',
    replace: 'ports.healthMessages.publish(untold.map((news) => ({ news, webhook }))).catch(() => {});',
  },
  {
    safeguard: 'a wake told of something due comes at once, also to a lane that was closed',
    file: 'functions/shared/domain/lane.ts',
    find: 'if (!wantsDecision(noted, update)) return { lane: noted };',
    replace: 'if (update.failing === undefined) return { lane: noted };',
  },
  {
    safeguard: 'a warning is given once',
    file: 'functions/shared/domain/health.ts',
    find: '...(health.failing && { failing: { ...health.failing, isWarned: true } }),',
    replace: '',
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
