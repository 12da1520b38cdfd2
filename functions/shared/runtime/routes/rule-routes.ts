import { type AuditServices, auditedResources } from '../../application/audited-stores.ts';
import type { Examined } from '../../application/examined.ts';
import type { IdempotencyPorts } from '../../application/idempotency.ts';
import {
  changeResource,
  createResource,
  deleteResource,
  type ResourceKind,
} from '../../application/manage-resources.ts';
import { notFound, ok } from '../../application/outcome.ts';
import type { IdSource } from '../../application/ports/id-source.ts';
import type { ResourceStore } from '../../application/ports/resource-store.ts';
import type { WebhookFinder } from '../../application/rule-check.ts';
import { ruleErrors } from '../../application/rule-check.ts';
import { withWholeFilter } from '../../domain/event-filter.ts';
import { isJsonObject } from '../../domain/json.ts';
import { type JsonObject, type JsonPatch, mergePatch } from '../../domain/merge-patch.ts';
import type { Principal } from '../../domain/principal.ts';
import { type RuleFields, ruleFields } from '../../domain/rule.ts';
import { created, emptied } from '../api/created.ts';
import { examinePatched } from '../api/examine.ts';
import { answerPage } from '../api/paging.ts';
import { type Served, serve, serveDraft } from '../api/serve.ts';
import * as contract from '../contract/rules.ts';
import { resourceView, shownBy } from './resource-views.ts';

export type RuleServices = IdempotencyPorts &
  AuditServices &
  Readonly<{ rules: ResourceStore<RuleFields>; webhooks: WebhookFinder; ids: IdSource }>;

const view = resourceView(({ id }) => ({ id }));
const shown = shownBy<RuleFields>(view);

export function ruleRoutes(services: RuleServices): readonly Served[] {
  const kindFor = (by: Principal): ResourceKind<RuleFields> => ({
    store: auditedResources(services.rules, 'rule', { ...services, by }),
    noun: 'rule',
    parentNoun: 'space',
    taken: { path: 'name', message: 'is the name of another rule of this space; choose another' },
    view,
    faults: (space, { steps }) => ruleErrors(services.webhooks, { space, steps }),
  });
  return [
    serveDraft(
      { contract: contract.createRule, part: contract.ruleDraftPart },
      async ({ principal, path, body, request }) => {
        const ref = { space: path('space'), id: services.ids.id() };
        const outcome = await createResource(services, kindFor(principal), { draft: { ref, fields: body }, request });
        return created(outcome, { path: `/v1/spaces/${ref.space}/rules`, version: 1 });
      },
    ),
    serve(contract.listRules, ({ path, query }) => {
      const space = path('space');
      return answerPage(
        { list: `rules of ${space}`, query },
        { read: (page) => services.rules.list({ space, ...page }), view },
      );
    }),
    serve(contract.readRule, async ({ path }) => {
      const found = await services.rules.find(refOf(path));
      return found === undefined ? notFound('rule') : ok(shown(found));
    }),
    serveDraft(
      { contract: contract.changeRule, part: contract.rulePatch },
      async ({ principal, path, body, expected }) => {
        const outcome = await changeResource(services, kindFor(principal), {
          ref: refOf(path),
          expected,
          change: patching(body),
        });
        return outcome.ok ? ok(shown(outcome.value)) : outcome;
      },
    ),
    serve(contract.deleteRule, async ({ principal, path, expected }) =>
      emptied(await deleteResource(kindFor(principal), { ref: refOf(path), expected })),
    ),
  ];
}

const refOf = (path: (name: 'space' | 'ruleId') => string) => ({ space: path('space'), id: path('ruleId') });

/** A filter is replaced as a whole, as in webhooks. */
function patchedTrigger({ trigger }: JsonObject, { trigger: change }: JsonPatch): JsonObject {
  if (trigger === undefined) return {};
  const whole = isJsonObject(trigger) && change !== undefined && isJsonObject(change);
  return { trigger: whole ? withWholeFilter(trigger, change) : trigger };
}

/** A patch's result is checked like a new rule. A scope is replaced as a whole: its types have little in common. */
const patching =
  (patch: Examined<JsonPatch>) =>
  (before: RuleFields): Examined<RuleFields> =>
    examinePatched(draftSchemas, { patch, merge: (known) => mergeRule(before, known) });

function mergeRule(before: RuleFields, patch: JsonPatch): JsonObject {
  const base: JsonObject = patch.scope === undefined ? { ...before } : { ...before, scope: null };
  const merged = mergePatch(base, patch);
  return { ...merged, ...patchedTrigger(merged, patch) };
}

const draftSchemas = { whole: ruleFields, part: contract.ruleDraftPart };
