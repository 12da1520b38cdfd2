import { createHash } from 'node:crypto';
import * as z from 'zod';

/**
 * Present on a delivery that is the execution of a rule: one event, several webhooks called in order. The steps and the
 * rule's name stay as they were when the execution began, even if the rule is changed or deleted.
 */
export const executionSchema = z.object({
  ruleId: z.string(),
  ruleName: z.string(),
  /** The address that is mailed when a step finally fails; as the rule said at the latest attempt. */
  ownerEmail: z.string(),
  /** Of the event's scorecard, when the event does not name it. */
  domain: z.string().optional(),
  steps: z.array(z.object({ webhookId: z.string() })).readonly(),
  /** The step that is called next or was called last, from 0. The delivery's webhook is this step's. */
  step: z.int().min(0),
  /** When this step became due. */
  stepStartedAt: z.iso.datetime(),
  /** Attempts of earlier steps, which neither the schedule nor `retries` counts. */
  attemptsBefore: z.int().min(0),
  /** The name of each earlier step's stored response. */
  responseNames: z.array(z.string()).readonly(),
});
export type Execution = Readonly<z.infer<typeof executionSchema>>;

/** The response of a step's webhook, kept for the steps after it: the bytes as received, at most 100 KB. */
export type StepResponse = Readonly<{ url: string; body: Uint8Array }>;

/**
 * A response's name is derived from its content. If a step has two responses (a request was sent twice after a function
 * crashed), a record keeps naming the one that it was written with.
 */
export function responseNameOf({ url, body }: StepResponse): string {
  return createHash('sha256').update(url).update('\n').update(body).digest('base64url');
}

export function hasNextStep({ steps, step }: Execution): boolean {
  return step + 1 < steps.length;
}

/**
 * The id by which a step's receiver recognises repetitions. The first step's is the execution's own; later ones have a
 * number, since a rule may call one webhook twice and the second call is no repetition. No `.`, as Standard Webhooks
 * requires.
 */
export function stepMessageId(executionId: string, { step }: Execution): string {
  return step === 0 ? executionId : `${executionId}-${step + 1}`;
}
