import { operation } from '../../api/runtime/operation.ts';
import { deleteOperation, listOperation, readOperation } from '../../api/runtime/resource-operations-contract.ts';
import { scorecardId } from '../../platform/domain/resource-ids.ts';
import { noQuery, timestamp } from '../../platform/runtime/fields.ts';
import { scorecardFields } from '../domain/scorecard.ts';

const path = '/v1/spaces/{space}/scorecards';

const scorecard = scorecardFields
  .extend({ id: scorecardId, createdAt: timestamp, updatedAt: timestamp })
  .meta({ id: 'Scorecard' });

export const listScorecards = listOperation({
  route: `GET ${path}`,
  operationId: 'listScorecards',
  summary: 'List the scorecards of a space, by id',
  plural: 'scorecards',
  response: scorecard,
});

export const scorecardPart = scorecardFields.partial();

export const putScorecard = operation({
  route: `PUT ${path}/{scorecardId}`,
  operationId: 'putScorecard',
  summary: 'Create or replace a scorecard',
  query: noQuery,
  body: scorecardFields.meta({ id: 'ScorecardDraft' }),
  conditional: true,
  example: { domain: 'example.com', groups: ['own', 'portfolio:vendors'] },
  success: { status: 200, description: 'The scorecard.', body: scorecard },
});

export const readScorecard = readOperation({
  route: `GET ${path}/{scorecardId}`,
  operationId: 'readScorecard',
  summary: 'Read a scorecard',
  noun: 'scorecard',
  response: scorecard,
});

export const deleteScorecard = deleteOperation({
  route: `DELETE ${path}/{scorecardId}`,
  operationId: 'deleteScorecard',
  summary: 'Delete a scorecard',
  noun: 'scorecard',
});
