import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import type { JsonValue } from '../../../functions/shared/platform/domain/json.ts';
import { renderPayload } from '../../../functions/shared/webhooks/domain/payload.ts';
import { ShownText } from '../parts/shown-text.tsx';
import { useKnownEventTypes } from './event-types-field.tsx';
import { draftOf, type WebhookFields } from './webhook-fields.ts';

/** The body for a sample event, made by the same code as in deliveries. */
export function PayloadPreview({ fields }: Readonly<{ fields: WebhookFields }>) {
  const { data: known = [] } = useKnownEventTypes();
  const type = fields.eventTypes.find((each) => !each.includes('*')) ?? 'sample.event';
  const described = known.find((each) => each.type === type);
  const { draft, errors } = draftOf(fields);
  return (
    <FormField label="Preview" description={`The body for a sample event of type ${type}.`}>
      {errors.some(({ path }) => path === 'payload.template') || draft.payload === undefined ? (
        <Box color="text-status-inactive">The template is not valid JSON.</Box>
      ) : (
        <ShownText label="Preview of the body" text={preview(draft.payload, { type, data: described?.example })} />
      )}
    </FormField>
  );
}

type Payload = NonNullable<ReturnType<typeof draftOf>['draft']['payload']>;

function preview(payload: Payload, { type, data }: Readonly<{ type: string; data: unknown }>): string {
  const settings =
    payload.format === 'template' ? { format: payload.format, template: asJson(payload.template) } : payload;
  const rendered = renderPayload({
    settings,
    event: {
      id: 'sample',
      space: 'sample',
      type,
      time: '2026-01-31T12:00:00.000Z',
      title: 'A sample',
      message: 'This is what an event of this type looks like',
      data: asJson(data ?? { severity: 3 }),
    },
  });
  return rendered.kind === 'payload' ? rendered.json : 'The body would be too large.';
}

/** What came from JSON is JSON. */
function asJson(value: unknown): JsonValue {
  return JSON.parse(JSON.stringify(value));
}
