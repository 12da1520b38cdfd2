import type { JsonValue } from '../../platform/domain/json.ts';

/** Ready templates, to be used as they are or copied and changed. */
export const templatePresets = {
  /** The template of a webhook with the `template` format that has none of its own. */
  default: {
    id: '${ID}',
    date: '${DATE}',
    type: '${TYPE}',
    title: '${TITLE}',
    event_msg: '${EVENT_MSG}',
  },
  /** A Slack incoming webhook's message. */
  slack: { text: '*${TITLE}*\n${EVENT_MSG}\n${TYPE} at ${DATE} (${ID})' },
  /** An event for Datadog's `POST /api/v1/events`. */
  datadog: {
    title: '${TITLE}',
    text: '${EVENT_MSG}',
    tags: ['source:posthorn', 'event_type:${TYPE}', 'event_id:${ID}'],
  },
} as const satisfies Readonly<Record<string, JsonValue>>;
