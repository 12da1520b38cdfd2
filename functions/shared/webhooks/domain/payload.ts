import type { Event } from '../../events/domain/event.ts';
import type { JsonPath } from '../../platform/domain/json-path.ts';
import { renderTemplate } from './template.ts';
import type { PayloadSettings } from './webhook.ts';

/** A notification's own texts for the event, in place of the producer's. */
export type NotificationTexts = Readonly<{ title?: string | undefined; message?: string | undefined }>;

/** A body as JSON text, or the place in the template at which it became too large. */
export type Payload = Readonly<{ kind: 'payload'; json: string }> | Readonly<{ kind: 'too_large'; path: JsonPath }>;

/**
 * Largest body that a template may make of a real event, in bytes: our own limit, four times the largest event, so that
 * a template may repeat the data but not multiply it without bound.
 */
const maxRenderedBytes = 1024 * 1024;

type Rendering = Readonly<{ settings: PayloadSettings; event: Event; texts?: NotificationTexts | undefined }>;

/** Makes the body that describes an event to a webhook. */
export function renderPayload({ settings, event, texts }: Rendering): Payload {
  switch (settings.format) {
    case 'standard':
      return toPayload({ type: event.type, timestamp: event.time, data: event.data });
    case 'array':
      return toPayload([event.data]);
    case 'raw':
      return toPayload(event.data);
    case 'template': {
      const values = templateValues(event, texts);
      const rendered = renderTemplate({ template: settings.template, values, maxBytes: maxRenderedBytes });
      return rendered.kind === 'too_large' ? rendered : { kind: 'payload', json: rendered.json };
    }
  }
}

function toPayload(value: Event['data']): Payload {
  return { kind: 'payload', json: JSON.stringify(value) };
}

/** An event without a title is named by its type, since Slack and Datadog refuse an empty one. */
function templateValues(event: Event, texts: NotificationTexts = {}) {
  return {
    ID: event.id,
    DATE: event.time,
    TYPE: event.type,
    TITLE: texts.title ?? event.title ?? event.type,
    EVENT_MSG: texts.message ?? event.message ?? '',
    DATA: event.data,
  };
}
