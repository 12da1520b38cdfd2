import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import { ProblemError } from '../../../client/src/problem-error.ts';
import { isTransient } from '../api/query-client.ts';

type Props = Readonly<{
  error: Error;
  /** Reads again. Only reads have it; transient errors of reads are also retried automatically. */
  retry?: (() => unknown) | undefined;
}>;

/** An error and its remedy. */
export function Failure({ error, retry }: Props) {
  const { header, advice } = explain(error);
  return (
    <Alert
      type="error"
      header={header}
      action={retry === undefined ? undefined : <Button onClick={() => retry()}>Try again</Button>}
    >
      {retry !== undefined && isTransient(error) && 'The page tries again by itself. '}
      {advice}
    </Alert>
  );
}

function explain(error: Error): Readonly<{ header: string; advice: string }> {
  if (error.name === 'TimeoutError') {
    return {
      header: 'The API did not respond in time',
      advice: 'If you were changing something, check whether it was changed before you try again.',
    };
  }
  if (!(error instanceof ProblemError)) {
    return {
      header: navigator.onLine ? 'The API cannot be reached' : 'You are offline',
      advice: 'Check your connection, then try again.',
    };
  }
  const { title, detail, requestId } = error.problem;
  if (error.status >= 500) {
    return {
      header: 'Internal error',
      advice: `Try again in a minute. If the error persists, report this request id to the team that runs Posthorn: ${requestId}`,
    };
  }
  if (error.status === 429) {
    return {
      header: 'Too many requests',
      advice: 'The request was not processed. Wait a few seconds, then try again.',
    };
  }
  return { header: title, advice: detail };
}
