/** Longest wait that is accepted, in seconds: a week, beyond any retry schedule, and safe in date arithmetic. */
const maxSeconds = 7 * 86_400;

/** The three date forms of RFC 9110, section 5.6.7; `Date.parse` alone would also accept invalid texts. */
const datePattern =
  /^(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4})$/;

/**
 * When a `Retry-After` header (RFC 9110, section 10.2.3) allows the next attempt. Undefined if it is absent, past or
 * invalid; a longer wait is cut to a week.
 */
export function retryAfter(header: string | undefined, now: Date): Date | undefined {
  const seconds = waitSeconds(header?.trim() ?? '', now);
  if (Number.isNaN(seconds) || seconds <= 0) return undefined;
  return new Date(now.getTime() + Math.min(seconds, maxSeconds) * 1000);
}

function waitSeconds(header: string, now: Date): number {
  if (/^\d+$/.test(header)) return Number(header);
  if (!datePattern.test(header)) return Number.NaN;
  // The asctime form has no zone; RFC 9110 says that all three are in UTC.
  const date = Date.parse(header.endsWith('GMT') ? header : `${header} GMT`);
  return (date - now.getTime()) / 1000;
}
