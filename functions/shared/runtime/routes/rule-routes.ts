import type { OnceServices } from '../../application/idempotency.ts';
import {
  changeResource,
  createResource,
  deleteResource,
  type ResourceKind,
} from '../../application/manage-resources.ts';
import { done, notFound, type Outcome } from '../../application/outcome.ts';
import type { IdSource } from '../../application/ports/id-source.ts';
import type { ResourceStore } from '../../application/ports/resource-store.ts';
import type { WebhookStore } from '../../application/ports/webhook-store.ts';
import { ruleFaults } from '../../application/rule-check.ts';
import { type JsonObject, type JsonPatch, mergePatch } from '../../domain/merge-patch.ts';
import { type RuleFields, ruleFields } from '../../domain/rule.ts';
import { invalid } from '../api/body-check.ts';
import { created, emptied } from '../api/created.ts';
import { fieldErrors } from '../api/field-errors.ts';
import { answerPage } from '../api/paging.ts';
import { type Served, serve } from '../api/serve.ts';
import * as contract from '../contract/rules.ts';
import { resourceView, shownBy } from './resource-views.ts';

export type RuleServices = OnceServices &
  Readonly<{ rules: ResourceStore<RuleFields>; webhooks: Pick<WebhookStore, 'exists'>; ids: IdSource }>;

const view = resourceView(({ id }) => ({ id }));
const shown = shownBy<RuleFields>(view);

export function ruleRoutes(services: RuleServices): readonly Served[] {
  const kind: ResourceKind<RuleFields> = {
    store: services.rules,
    noun: 'rule',
    parentNoun: 'space',
    taken: { path: 'name', message: 'This is the name of another rule of this space.' },
    view,
    faults: (space, { steps }) => ruleFaults(services.webhooks, { space, steps }),
  };
  return [
    serve(contract.createRule, async ({ path, body, request }) => {
      const ref = { space: path('space'), id: services.ids.id() };
      const outcome = await createResource(services, kind, { draft: { ref, fields: body }, request });
      return created(outcome, { path: `/v1/spaces/${ref.space}/rules`, version: 1 });
    }),
    serve(contract.listRules, ({ path, query }) => {
      const space = path('space');
      return answerPage(
        { list: `rules of ${space}`, query },
        { read: (page) => services.rules.list({ space, ...page }), view },
      );
    }),
    serve(contract.readRule, async ({ path }) => {
      const found = await services.rules.find(refOf(path));
      return found === undefined ? notFound('rule') : done(shown(found));
    }),
    serve(contract.changeRule, async ({ path, body, expected }) => {
      const outcome = await changeResource(services, kind, { ref: refOf(path), expected, change: patching(body) });
      return outcome.ok ? done(shown(outcome.value)) : outcome;
    }),
    serve(contract.deleteRule, async ({ path, expected }) =>
      emptied(await deleteResource(kind, { ref: refOf(path), expected })),
    ),
  ];
}

const refOf = (path: (name: 'space' | 'ruleId') => string) => ({ space: path('space'), id: path('ruleId') });

/** What a patch leaves is checked like a new rule. A scope is replaced as a whole: its types have little in common. */
const patching =
  (patch: JsonPatch) =>
  (before: RuleFields): Outcome<RuleFields> => {
    const base: JsonObject = patch.scope === undefined ? { ...before } : { ...before, scope: null };
    const parsed = ruleFields.safeParse(mergePatch(base, patch));
    return parsed.success ? done(parsed.data) : invalid(fieldErrors(parsed.error));
  };
