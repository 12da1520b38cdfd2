const unitNames = [
  'calls',
  'events',
  'sqsRequests',
  'sqsFairRequests',
  'lambdaRequests',
  'lambdaGbSeconds',
  'readUnits',
  'writeUnits',
  'transitions',
  'secretReads',
  'logBytes',
  'egressBytes',
] as const;

/** What AWS bills, counted. */
export type AwsUnits = Record<(typeof unitNames)[number], number>;

export function noUnits(): AwsUnits {
  return {
    calls: 0,
    events: 0,
    sqsRequests: 0,
    sqsFairRequests: 0,
    lambdaRequests: 0,
    lambdaGbSeconds: 0,
    readUnits: 0,
    writeUnits: 0,
    transitions: 0,
    secretReads: 0,
    logBytes: 0,
    egressBytes: 0,
  };
}

export function addUnits(one: AwsUnits, other: AwsUnits): AwsUnits {
  const all = { ...one };
  for (const name of unitNames) all[name] += other[name];
  return all;
}
