import { parsePatchedDraft } from '../../api/runtime/parse-draft.ts';
import { resourceRoutes } from '../../api/runtime/resource-routes.ts';
import { type ApiRoute, serveDraft } from '../../api/runtime/serve.ts';
import { createdResponse } from '../../api/runtime/standard-responses.ts';
import { withWholeFilter } from '../../events/domain/event-filter.ts';
import type { AuditPorts } from '../../platform/application/audited-stores.ts';
import type { IdempotencyPorts } from '../../platform/application/idempotency.ts';
import { changeResource, createResource } from '../../platform/application/manage-resources.ts';
import type { ParsedDraft } from '../../platform/application/parsed-draft.ts';
import type { IdSource, ResourceStore } from '../../platform/application/ports.ts';
import { isJsonObject } from '../../platform/domain/json.ts';
import { type JsonObject, type JsonPatch, mergePatch } from '../../platform/domain/merge-patch.ts';
import type { WebhookFinder } from '../application/rule-check.ts';
import { ruleErrors } from '../application/rule-check.ts';
import { type RuleFields, ruleFields } from '../domain/rule.ts';
import * as contract from './rules-contract.ts';

export type RulePorts = IdempotencyPorts &
  AuditPorts &
  Readonly<{ rules: ResourceStore<RuleFields>; webhooks: WebhookFinder; ids: IdSource }>;

export function ruleRoutes(ports: RulePorts): readonly ApiRoute[] {
  const routes = resourceRoutes(ports, {
    store: ports.rules,
    kind: 'rule',
    noun: 'rule',
    parentNoun: 'space',
    parameter: 'ruleId',
    name: (id) => ({ id }),
    taken: { path: 'name', message: 'is the name of another rule of this space; choose another' },
    validate: (space, { steps }) => ruleErrors(ports.webhooks, { space, steps }),
  });
  return [
    serveDraft(
      { contract: contract.createRule, part: contract.ruleDraftPart },
      async ({ principal, path, body, request }) => {
        const ref = { ...routes.parentOf(path), id: ports.ids.id() };
        const draft = { ref, fields: body };
        const outcome = await createResource(ports, routes.kindFor(principal), { draft, request });
        return createdResponse(outcome, { path: `/v1/spaces/${ref.space}/rules`, version: 1 });
      },
    ),
    routes.list(contract.listRules),
    routes.read(contract.readRule),
    serveDraft(
      { contract: contract.changeRule, part: contract.rulePatch },
      async ({ principal, path, body, expected }) =>
        routes.respond(
          await changeResource(ports, routes.kindFor(principal), {
            ref: routes.refOf(path),
            expected,
            change: patching(body),
          }),
        ),
    ),
    routes.remove(contract.deleteRule),
  ];
}

/** A filter is replaced as a whole, as in webhooks. */
function patchedTrigger({ trigger }: JsonObject, { trigger: change }: JsonPatch): JsonObject {
  if (trigger === undefined) return {};
  const whole = isJsonObject(trigger) && change !== undefined && isJsonObject(change);
  return { trigger: whole ? withWholeFilter(trigger, change) : trigger };
}

/** A patch's result is checked like a new rule. A scope is replaced as a whole: its types have little in common. */
const patching =
  (patch: ParsedDraft<JsonPatch>) =>
  (before: RuleFields): ParsedDraft<RuleFields> =>
    parsePatchedDraft(draftSchemas, { patch, merge: (known) => mergeRule(before, known) });

function mergeRule(before: RuleFields, patch: JsonPatch): JsonObject {
  const base: JsonObject = patch.scope === undefined ? { ...before } : { ...before, scope: null };
  const merged = mergePatch(base, patch);
  return { ...merged, ...patchedTrigger(merged, patch) };
}

const draftSchemas = { whole: ruleFields, part: contract.ruleDraftPart };
