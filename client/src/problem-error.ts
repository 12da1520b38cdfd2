import type { Middleware } from 'openapi-fetch';
import type { Problem } from './generated/schema.ts';

/** The API refused a call, or failed: an RFC 9457 problem. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly status: number;
  readonly problem: Problem;
  readonly response: Response;

  constructor(problem: Problem, response: Response) {
    super(`${problem.status} ${problem.title}: ${problem.detail}`);
    this.status = problem.status;
    this.problem = problem;
    this.response = response;
  }
}

/** Turns every response that is no success into a {@link ProblemError}. */
export const throwProblems: Middleware = {
  async onResponse({ response }) {
    if (!response.ok) throw new ProblemError(await readProblem(response), response);
  },
};

/** The gateway's own errors are JSON, but not problem documents. */
async function readProblem(response: Response): Promise<Problem> {
  const text = await response.text();
  if (response.headers.get('content-type')?.startsWith('application/problem+json')) return JSON.parse(text);
  return {
    type: 'about:blank',
    title: response.statusText,
    status: response.status,
    detail: text,
    errors: [],
    requestId: response.headers.get('apigw-requestid') ?? '',
  };
}
