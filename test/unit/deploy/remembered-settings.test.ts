import { describe, expect, test } from '@jest/globals';
import { asContext, asText, mergeSettings } from '../../../bin/deploy/remembered-settings.ts';
import { givenSettings, parseStageSettings } from '../../../lib/stage-settings.ts';

/** As the stage's parameter holds them. */
const remembered = givenSettings({
  stage: 'prod',
  senderEmail: 'hooks@example.com',
  alarmEmail: 'platform@example.com',
  domainName: 'hooks.example.com',
  certificateArn: 'arn:aws:acm:eu-west-1:123456789012:certificate/1',
  producerAccounts: '210987654321',
  staticEgress: 'true',
  oidcIssuer: 'https://issuer.example',
  oidcAudience: 'posthorn',
});

const merge = (given: Readonly<Record<string, unknown>>, drop: readonly string[] = []) =>
  mergeSettings(remembered, { given: { stage: 'prod', ...given }, drop });

describe('a later deployment', () => {
  test('forgets nothing that is not given again', () => {
    const merged = merge({});
    expect(merged).toMatchObject({ kind: 'merged', named: remembered });
    expect(merged).toMatchObject({ settings: { staticEgress: true, alarmEmail: 'platform@example.com' } });
  });

  test('changes what is given, and says so', () => {
    const merged = merge({ retentionDays: '60', staticEgress: 'true', alarmEmail: 'ops@example.com' });
    expect(merged).toMatchObject({
      kind: 'merged',
      named: { ...remembered, retentionDays: 60, alarmEmail: 'ops@example.com' },
      lines: expect.arrayContaining([
        { name: 'retentionDays', value: 60, status: 'given' },
        { name: 'alarmEmail', value: 'ops@example.com', status: 'changed' },
        { name: 'staticEgress', value: true, status: 'remembered' },
        { name: 'oidcIssuer', value: 'https://issuer.example', status: 'remembered' },
      ]),
    });
  });

  test('forgets what is dropped by name, and says so', () => {
    const merged = merge({}, ['oidcIssuer', 'oidcAudience']);
    const { oidcIssuer, oidcAudience, ...others } = remembered;
    expect(merged).toMatchObject({
      kind: 'merged',
      named: others,
      lines: expect.arrayContaining([{ name: 'oidcIssuer', value: oidcIssuer, status: 'dropped' }]),
    });
    expect(merged).toHaveProperty('named', others);
    expect(oidcAudience).toBe('posthorn');
  });

  test.each([
    [{}, ['retentionDays'], /--drop retentionDays: the stage has no such setting \(stage, senderEmail,/],
    [{}, ['certificateArn'], /domainName: requires certificateArn/],
    [{ retentionDays: 'long' }, [], /retentionDays: .*set it with --retentionDays …/],
    [{ allowedCidrs: '10.0.0.0/8' }, [], /allowedCidrs: .* refused in the production stage "prod"/],
  ])('refuses %j without %j', (given, drop, reason) => {
    expect(merge(given, drop)).toEqual({ kind: 'refused', reason: expect.stringMatching(reason) });
  });

  test('lets go of a setting that this version no longer has', () => {
    const older = { ...remembered, renamedSince: true };
    const given = { stage: 'prod' };
    expect(mergeSettings(older, { given, drop: [] })).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(/renamedSince: there is no such setting.*--drop renamedSince/s),
    });
    expect(mergeSettings(older, { given, drop: ['renamedSince'] })).toMatchObject({
      kind: 'merged',
      named: remembered,
    });
  });
});

test('a first deployment remembers what is given, and no defaults', () => {
  const given = { stage: 'prod', senderEmail: 'hooks@example.com', retrySchedule: '60,600' };
  expect(mergeSettings({}, { given, drop: [] })).toMatchObject({
    kind: 'merged',
    named: { stage: 'prod', senderEmail: 'hooks@example.com', retrySchedule: [60, 600] },
    lines: [
      { name: 'stage', status: 'given' },
      { name: 'senderEmail', status: 'given' },
      { name: 'retrySchedule', status: 'given' },
    ],
  });
  expect(mergeSettings({}, { given: { stage: 'prod' }, drop: [] })).toEqual({
    kind: 'refused',
    reason: expect.stringMatching(/senderEmail: .*set it with --senderEmail/),
  });
});

test('what is remembered is read back as it was, by the CDK app too', () => {
  const full = givenSettings({
    ...remembered,
    tags: 'team=platform,cost-center=42',
    reservedConcurrency: { 'dispatch-delivery': 300 },
    allowedOrigins: ['https://a.example', 'https://b.example'],
  });
  const context = Object.fromEntries(Object.entries(full).map(([name, value]) => [name, asText(value)]));
  expect(parseStageSettings(context)).toEqual(parseStageSettings(full));
  expect(givenSettings(context)).toEqual(full);
});

test('a stage does not make an identity of the sender that another has made', () => {
  const named = { stage: 'second', senderIdentity: 'example.com', retrySchedule: [60, 600] };
  const context = ['-c', 'stage=second', '-c', 'senderIdentity=example.com', '-c', 'retrySchedule=60,600'];
  expect(asContext(named, { sharesIdentity: false })).toEqual(context);
  expect(asContext(named, { sharesIdentity: true })).toEqual(context.toSpliced(2, 2));
});
