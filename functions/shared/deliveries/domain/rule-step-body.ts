import type { Event } from '../../events/domain/event.ts';
import { maxResponseBytes } from '../../https/domain/http-result.ts';
import { responseExcerpt } from '../../https/domain/response-excerpt.ts';
import { findJsonError } from '../../platform/domain/json-error.ts';
import { parseJson } from '../../platform/domain/parse-json.ts';
import type { Execution, StepResponse } from './execution.ts';

/** The content of a rule step's request to its webhook. */
export type StepContent = Readonly<{
  executionId: string;
  execution: Execution;
  event: Event;
  /** When the first attempt of the whole execution began; absent in that attempt itself. */
  firstAttemptAt?: string | undefined;
  /** Attempts of this step that have failed. */
  retries: number;
  /** The earlier steps' responses, in order. */
  responses: readonly StepResponse[];
}>;

/**
 * The body of a step's request, in SecurityScorecard's form. Responses are passed on verbatim: parsed and serialized
 * again, a long number would change.
 */
export function renderStep(content: StepContent, attemptAt: Date): string {
  const { event, execution } = content;
  const fields = {
    scorecard_id: event.scorecard?.id ?? null,
    domain: event.scorecard?.domain ?? execution.domain ?? null,
    trigger: { event: event.type, rule_id: execution.ruleId, rule_name: execution.ruleName, data: event.data },
    execution_id: content.executionId,
    created_at: content.firstAttemptAt ?? attemptAt.toISOString(),
    retries: content.retries,
  };
  const webhooks = content.responses.map(
    (answer) => `{"url":${JSON.stringify(answer.url)},"response":${asJson(answer)}}`,
  );
  return `${JSON.stringify(fields).slice(0, -1)},"webhooks":[${webhooks.join(',')}]}`;
}

/** JSON as it is, if every receiver can parse it; else a text. */
function asJson({ body }: StepResponse): string {
  const answer = parseJson(body);
  const isFit = answer.kind === 'json' && findJsonError(answer.value) === undefined;
  return isFit ? new TextDecoder().decode(body) : JSON.stringify(responseExcerpt(body, maxResponseBytes));
}
