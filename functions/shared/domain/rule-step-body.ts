import type { Event } from './event.ts';
import type { Execution, StepAnswer } from './execution.ts';
import { maxResponseBytes } from './http-result.ts';
import { findJsonFault } from './json-fault.ts';
import { parseJson } from './parse-json.ts';
import { responseExcerpt } from './response-excerpt.ts';

/** What a rule's step tells its webhook. */
export type StepContent = Readonly<{
  executionId: string;
  execution: Execution;
  event: Event;
  /** When the first attempt of the whole execution began; absent when this is it. */
  firstAttemptAt?: string | undefined;
  /** Attempts of this step that have failed. */
  retries: number;
  /** What the earlier steps answered, in their order. */
  answers: readonly StepAnswer[];
}>;

/**
 * The body of a step's request, as SecurityScorecard has it. Answers are handed on letter by letter: read and written
 * anew, a long number would come out as another.
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
  const webhooks = content.answers.map(
    (answer) => `{"url":${JSON.stringify(answer.url)},"response":${asJson(answer)}}`,
  );
  return `${JSON.stringify(fields).slice(0, -1)},"webhooks":[${webhooks.join(',')}]}`;
}

/** JSON as it is, if it is fit to be read by anybody; else a text. */
function asJson({ body }: StepAnswer): string {
  const answer = parseJson(body);
  const isFit = answer.kind === 'json' && findJsonFault(answer.value) === undefined;
  return isFit ? new TextDecoder().decode(body) : JSON.stringify(responseExcerpt(body, maxResponseBytes));
}
