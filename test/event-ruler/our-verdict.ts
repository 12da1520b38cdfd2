import { matchPattern } from '../../functions/shared/events/domain/event-pattern/match.ts';
import { parsePattern } from '../../functions/shared/events/domain/event-pattern/pattern.ts';
import type { Case } from './random-cases.ts';

/** What Posthorn's matcher says, in the form of the table: a 1 or 0 for each event, or `refused`. */
export function ourVerdict({ pattern, events }: Case): string {
  const parsed = parsePattern(JSON.parse(pattern));
  if (parsed.kind === 'invalid') return 'refused';
  return events.map((event) => (matchPattern(parsed.pattern, JSON.parse(event)) === 'match' ? '1' : '0')).join('');
}
