import { wellShaped } from '../../application/examined.ts';
import type { OnceServices } from '../../application/idempotency.ts';
import { deleteResource, putResource, type ResourceKind } from '../../application/manage-resources.ts';
import { done, notFound } from '../../application/outcome.ts';
import type { ResourceStore } from '../../application/ports/resource-store.ts';
import type { ScorecardFields } from '../../domain/scorecard.ts';
import { emptied } from '../api/created.ts';
import { answerPage } from '../api/paging.ts';
import { type Served, serve } from '../api/serve.ts';
import * as contract from '../contract/scorecards.ts';
import { resourceView, shownBy } from './resource-views.ts';

export type ScorecardServices = Pick<OnceServices, 'clock'> & Readonly<{ scorecards: ResourceStore<ScorecardFields> }>;

const view = resourceView(({ id }) => ({ id }));
const shown = shownBy<ScorecardFields>(view);

export function scorecardRoutes(services: ScorecardServices): readonly Served[] {
  const kind: ResourceKind<ScorecardFields> = {
    store: services.scorecards,
    noun: 'scorecard',
    parentNoun: 'space',
    taken: { path: 'id', message: 'is the id of another scorecard; choose another' },
    view,
  };
  return [
    serve(contract.listScorecards, ({ path, query }) => {
      const space = path('space');
      return answerPage(
        { list: `scorecards of ${space}`, query },
        { read: (page) => services.scorecards.list({ space, ...page }), view },
      );
    }),
    serve(contract.putScorecard, async ({ path, body, expected }) => {
      const draft = { ref: refOf(path), fields: wellShaped(body) };
      const outcome = await putResource(services, kind, { draft, expected });
      return outcome.ok ? done(shown(outcome.value)) : outcome;
    }),
    serve(contract.readScorecard, async ({ path }) => {
      const found = await services.scorecards.find(refOf(path));
      return found === undefined ? notFound('scorecard') : done(shown(found));
    }),
    serve(contract.deleteScorecard, async ({ path, expected }) =>
      emptied(await deleteResource(kind, { ref: refOf(path), expected })),
    ),
  ];
}

const refOf = (path: (name: 'space' | 'scorecardId') => string) => ({ space: path('space'), id: path('scorecardId') });
