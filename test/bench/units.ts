/** What AWS bills, counted. */
export type AwsUnits = {
  calls: number;
  events: number;
  sqsRequests: number;
  sqsFairRequests: number;
  lambdaRequests: number;
  lambdaGbSeconds: number;
  readUnits: number;
  writeUnits: number;
  transitions: number;
  secretReads: number;
  logBytes: number;
  egressBytes: number;
};

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
