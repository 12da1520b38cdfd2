import type { WebhookDraft, WebhookPatch } from '../../../client/src/generated/schema.ts';

/** Fields that the API replaces as a whole. */
const wholes = new Set(['filter', 'template']);

/** The merge patch (RFC 7396) from one draft to the other. `null` removes a field. */
export function patchBetween(before: WebhookDraft, after: WebhookDraft): WebhookPatch {
  return difference({ ...before }, { ...after });
}

type Fields = Readonly<Record<string, unknown>>;

function difference(before: Fields, after: Fields): Record<string, unknown> {
  const patch: Record<string, unknown> = {};
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [one, other] = [before[name], after[name]];
    if (JSON.stringify(one) === JSON.stringify(other)) continue;
    if (other === undefined) patch[name] = null;
    else if (isFields(one) && isFields(other) && !wholes.has(name)) patch[name] = difference(one, other);
    else patch[name] = other;
  }
  return patch;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
