import { withWholeFilter } from '../../events/domain/event-filter.ts';
import type { JsonValue } from '../../platform/domain/json.ts';
import { mask } from '../../platform/domain/mask.ts';
import { type JsonObject, type JsonPatch, mergePatch } from '../../platform/domain/merge-patch.ts';
import type { WebhookDraft } from './webhook-draft.ts';

/**
 * The result of applying a merge patch to the settings, as JSON still to be checked. A mask stands for the existing
 * value, so that settings can be sent back as they were read.
 */
export function patchWebhook(before: WebhookDraft, patch: JsonPatch): JsonObject {
  const { secret, disableAfterFailingSeconds, ...settings } = patch;
  const merged = mergePatch(toJson(before), withoutMasks(settings, toJson(before)));
  return {
    ...withWholeFilter(withoutFormerFields(merged, settings), settings),
    // Here null means unsigned, or never, while a merge would remove the member.
    ...(secret === undefined ? {} : { secret }),
    ...(disableAfterFailingSeconds === undefined ? {} : { disableAfterFailingSeconds }),
  };
}

const toJson = (draft: WebhookDraft): JsonObject => JSON.parse(JSON.stringify(draft));

/** Removes from the patch each masked value that has an existing one. */
function withoutMasks(patch: JsonPatch, before: JsonObject): JsonPatch {
  const entries = Object.entries(patch).map(([name, change]): [string, JsonValue | undefined] => {
    const behind = before[name];
    return isObject(change) && isObject(behind) ? [name, unmasked(change, behind)] : [name, change];
  });
  return Object.fromEntries(entries);
}

const unmasked = (change: JsonObject, behind: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(change).filter(([name, value]) => value !== mask || !Object.hasOwn(behind, name)));

/** Removes members of the previous format or style: the caller cannot know that they must be set to null. */
function withoutFormerFields(merged: JsonObject, patch: JsonPatch): JsonObject {
  const { payload, signature } = merged;
  return {
    ...merged,
    ...(isObject(payload) && payload.format !== 'template' && !mentions(patch.payload, 'template')
      ? { payload: without(payload, 'template') }
      : {}),
    ...(isObject(signature) ? { signature: withoutFormerStyle(signature, patch.signature) } : {}),
  };
}

function withoutFormerStyle(signature: JsonObject, patch: JsonValue | undefined): JsonObject {
  const foreign = signature.style === 'sha256' ? 'algorithm' : 'header';
  return mentions(patch, foreign) ? signature : without(signature, foreign);
}

const mentions = (value: JsonValue | undefined, name: string): boolean => isObject(value) && Object.hasOwn(value, name);

const without = (value: JsonObject, name: string): JsonObject =>
  Object.fromEntries(Object.entries(value).filter(([key]) => key !== name));

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
