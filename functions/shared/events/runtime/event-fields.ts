import * as z from 'zod';
import { jsonValue } from '../../platform/domain/json.ts';
import { eventFilter } from '../domain/event-filter.ts';
import { eventTypePattern as pattern } from '../domain/event-type-patterns.ts';

export const eventTypePattern = pattern.meta({
  description: 'An exact event type, a type followed by `.*`, or `*` for all.',
  examples: ['hit.*'],
});

const filterDescription =
  'An EventBridge event pattern over `{type, title, message, data, scorecard}`. Of the events of its types, only those ' +
  'that match are sent. Operators: `prefix`, `suffix`, `equals-ignore-case`, `wildcard`, `anything-but`, `numeric`, `exists`, ' +
  '`cidr` and `$or`.';

export const filter = eventFilter.meta({
  id: 'EventFilter',
  description: filterDescription,
  examples: [{ data: { severity: [{ numeric: ['>=', 3] }], region: [{ prefix: 'eu-' }] } }],
});

/** For a merge patch; its result is checked. */
export const filterPatch = z.record(z.string(), jsonValue).nullish().meta({
  description: 'Replaces the filter as a whole; null removes it.',
});
