import { type AuditServices, auditedResources } from '../../application/audited-stores.ts';
import { wellShaped } from '../../application/examined.ts';
import { deleteResource, putResource, type ResourceKind } from '../../application/manage-resources.ts';
import { notFound, ok } from '../../application/outcome.ts';
import type { ResourceStore } from '../../application/ports/resource-store.ts';
import type { Principal } from '../../domain/principal.ts';
import type { ScorecardFields } from '../../domain/scorecard.ts';
import { emptied } from '../api/created.ts';
import { answerPage } from '../api/paging.ts';
import { type Served, serve } from '../api/serve.ts';
import * as contract from '../contract/scorecards.ts';
import { resourceView, shownBy } from './resource-views.ts';

export type ScorecardServices = AuditServices & Readonly<{ scorecards: ResourceStore<ScorecardFields> }>;

const view = resourceView(({ id }) => ({ id }));
const shown = shownBy<ScorecardFields>(view);

export function scorecardRoutes(services: ScorecardServices): readonly Served[] {
  const kindFor = (by: Principal): ResourceKind<ScorecardFields> => ({
    store: auditedResources(services.scorecards, 'scorecard', { ...services, by }),
    noun: 'scorecard',
    parentNoun: 'space',
    taken: { path: 'id', message: 'is the id of another scorecard; choose another' },
    view,
  });
  return [
    serve(contract.listScorecards, ({ path, query }) => {
      const space = path('space');
      return answerPage(
        { list: `scorecards of ${space}`, query },
        { read: (page) => services.scorecards.list({ space, ...page }), view },
      );
    }),
    serve(contract.putScorecard, async ({ principal, path, body, expected }) => {
      const draft = { ref: refOf(path), fields: wellShaped(body) };
      const outcome = await putResource(services, kindFor(principal), { draft, expected });
      return outcome.ok ? ok(shown(outcome.value)) : outcome;
    }),
    serve(contract.readScorecard, async ({ path }) => {
      const found = await services.scorecards.find(refOf(path));
      return found === undefined ? notFound('scorecard') : ok(shown(found));
    }),
    serve(contract.deleteScorecard, async ({ principal, path, expected }) =>
      emptied(await deleteResource(kindFor(principal), { ref: refOf(path), expected })),
    ),
  ];
}

const refOf = (path: (name: 'space' | 'scorecardId') => string) => ({ space: path('space'), id: path('scorecardId') });
