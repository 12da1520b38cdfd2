import { resourceRoutes } from '../../api/runtime/resource-routes.ts';
import type { ApiRoute } from '../../api/runtime/serve.ts';
import type { AuditPorts } from '../../platform/application/audited-stores.ts';
import type { ResourceStore } from '../../platform/application/ports.ts';
import type { ScorecardFields } from '../domain/scorecard.ts';
import * as contract from './scorecards-contract.ts';

export type ScorecardPorts = AuditPorts & Readonly<{ scorecards: ResourceStore<ScorecardFields> }>;

export function scorecardRoutes(ports: ScorecardPorts): readonly ApiRoute[] {
  const routes = resourceRoutes(ports, {
    store: ports.scorecards,
    kind: 'scorecard',
    noun: 'scorecard',
    parentNoun: 'space',
    parameter: 'scorecardId',
    name: (id) => ({ id }),
    taken: { path: 'id', message: 'is the id of another scorecard; choose another' },
  });
  return [
    routes.list(contract.listScorecards),
    routes.put({ contract: contract.putScorecard, part: contract.scorecardPart }),
    routes.read(contract.readScorecard),
    routes.remove(contract.deleteScorecard),
  ];
}
