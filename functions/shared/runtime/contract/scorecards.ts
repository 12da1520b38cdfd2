import { scorecardId } from '../../domain/resource-ids.ts';
import { scorecardFields } from '../../domain/scorecard.ts';
import { noBody, noQuery, pageOf, pageQuery, timestamp } from './fields.ts';
import { operation } from './operation.ts';

const path = '/v1/spaces/{space}/scorecards';

const scorecard = scorecardFields
  .extend({ id: scorecardId, createdAt: timestamp, updatedAt: timestamp })
  .meta({ id: 'Scorecard' });

export const listScorecards = operation({
  route: `GET ${path}`,
  operationId: 'listScorecards',
  summary: 'List the scorecards of a space, by id',
  query: pageQuery,
  body: noBody,
  success: { status: 200, description: 'A page of scorecards.', body: pageOf(scorecard) },
});

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

export const readScorecard = operation({
  route: `GET ${path}/{scorecardId}`,
  operationId: 'readScorecard',
  summary: 'Read a scorecard',
  query: noQuery,
  body: noBody,
  success: { status: 200, description: 'The scorecard.', body: scorecard },
});

export const deleteScorecard = operation({
  route: `DELETE ${path}/{scorecardId}`,
  operationId: 'deleteScorecard',
  summary: 'Delete a scorecard',
  query: noQuery,
  body: noBody,
  conditional: true,
  success: { status: 204, description: 'The scorecard is deleted.' },
});
