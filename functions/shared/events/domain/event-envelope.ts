import * as z from 'zod';
import { describeIssue } from '../../platform/domain/describe-issue.ts';
import { type JsonValue, jsonValue } from '../../platform/domain/json.ts';
import { findJsonError, type JsonError, maxJsonDepth } from '../../platform/domain/json-error.ts';
import { eventTypeName } from '../../platform/domain/resource-ids.ts';
import { resultSource } from '../../platform/domain/result-source.ts';
import { type Event, eventContent, eventSchema, maxEventBytes } from './event.ts';
import { isResultType } from './result-types.ts';

/** Longest reason, in characters: it is sent as a message attribute, which counts towards the message's size. */
const maxReasonLength = 1_000;

const detail = eventContent.extend({
  space: eventSchema.shape.space,
  id: eventSchema.shape.id.optional(),
  /** When it happened, to the millisecond; the envelope's own time has whole seconds (EventBridge user guide). */
  time: eventSchema.shape.time.optional(),
});

/** A result: of a delivery of an event of that type, of a change by a caller, or of a webhook that fails since then. */
const result = z
  .object({
    space: eventSchema.shape.space,
    eventType: z.string().optional(),
    by: jsonValue.optional(),
    failingSince: z.string().optional(),
  })
  .catchall(jsonValue)
  .refine(
    ({ eventType, by, failingSince }) => eventType !== undefined || by !== undefined || failingSince !== undefined,
    'must be of a delivery, of a change or of a failing webhook',
  );

/** A result wraps a receiver's response, which may be nested as deeply as the data of an event. */
const maxResultDepth = maxJsonDepth + 1;

/** What EventBridge puts into a queue for an event (EventBridge user guide, event structure). */
const envelope = z.object({
  id: z.string().min(1),
  'detail-type': z.string(),
  source: z.string(),
  time: z.iso.datetime(),
  detail: jsonValue,
});

/** A message from the bus: an event with the bus's own id of the message, or the reason it cannot be routed. */
export type IncomingEvent =
  | Readonly<{ kind: 'event'; envelopeId: string; event: Event }>
  /** The result of delivering a result: it is not delivered, or there would be no end. */
  | Readonly<{ kind: 'ignored' }>
  | Readonly<{ kind: 'rejected'; reason: string }>;

/** Parses a queue message's body as an event. Never throws. */
export function readEnvelope(body: string): IncomingEvent {
  const parsed = envelope.safeParse(parseJson(body), { error: describeIssue });
  if (!parsed.success) return rejected('not an EventBridge event', parsed.error);
  const type = eventTypeName.safeParse(parsed.data['detail-type'], { error: describeIssue });
  if (!type.success) return rejected('DetailType is not an event type', type.error);
  if (parsed.data.source === resultSource) return readResult(parsed.data);
  const fault = findJsonError(parsed.data.detail);
  if (fault) return rejectInvalidJson(fault);
  const parsedDetail = detail.safeParse(parsed.data.detail, { error: describeIssue });
  if (!parsedDetail.success) return rejected('Detail does not have the shape of an event', parsedDetail.error);
  const { time, ...content } = parsedDetail.data;
  const at = new Date(time ?? parsed.data.time).toISOString();
  const event = { ...content, id: content.id ?? parsed.data.id, type: type.data, time: at };
  return rejectTooLarge(content) ?? { kind: 'event', envelopeId: parsed.data.id, event };
}

/** A result without the owner's notice, which is not for every subscriber. Any sender on the bus may have forged it. */
function readResult({ id, time, detail: content, 'detail-type': type }: z.infer<typeof envelope>): IncomingEvent {
  const fault = findJsonError(content, maxResultDepth);
  if (fault) return rejectInvalidJson(fault);
  const parsed = result.safeParse(content, { error: describeIssue });
  if (!parsed.success) return rejected('Detail does not have the shape of a result', parsed.error);
  const { space, notice: _mail, eventType, by, ...rest } = parsed.data;
  if (eventType !== undefined && isResultType(eventType)) return { kind: 'ignored' };
  const data = { ...rest, ...(eventType !== undefined && { eventType }), ...(by !== undefined && { by }) };
  const common = { space, id, type, time: new Date(time).toISOString(), origin: resultSource } as const;
  return rejectTooLarge(data) ?? { kind: 'event', envelopeId: id, event: { ...common, data } };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function rejected(what: string, error: z.ZodError): IncomingEvent {
  const places = error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`);
  return reject(`${what}: ${places.join('; ')}`);
}

const rejectInvalidJson = ({ path, message }: JsonError): IncomingEvent =>
  reject(`Detail ${shortened(path)} ${message}`);

function rejectTooLarge(content: JsonValue): IncomingEvent | undefined {
  const size = Buffer.byteLength(JSON.stringify(content));
  if (size <= maxEventBytes) return undefined;
  return reject(`Detail is too large: ${size} bytes, at most ${maxEventBytes} are allowed`);
}

function reject(reason: string): IncomingEvent {
  return { kind: 'rejected', reason: reason.slice(0, maxReasonLength) };
}

/** A path may be as long as the names that a producer chose. */
const shortened = (path: string): string => (path.length <= 200 ? path : `${path.slice(0, 200)}…`);
