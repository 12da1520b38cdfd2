import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import { ProblemError } from '../../../client/src/problem-error.ts';

type Props = Readonly<{ error: Error; retry?: (() => unknown) | undefined }>;

/** Says what went wrong and what to do about it. */
export function Failure({ error, retry }: Props) {
  const { header, advice } = explain(error);
  return (
    <Alert
      type="error"
      header={header}
      action={retry === undefined ? undefined : <Button onClick={() => retry()}>Try again</Button>}
    >
      {advice}
    </Alert>
  );
}

function explain(error: Error): Readonly<{ header: string; advice: string }> {
  if (!(error instanceof ProblemError)) {
    return {
      header: navigator.onLine ? 'Posthorn cannot be reached' : 'You are offline',
      advice: 'Nothing is lost. Check your connection, then try again.',
    };
  }
  const { title, detail, requestId } = error.problem;
  if (error.status >= 500) {
    return {
      header: 'Posthorn has failed',
      advice: `Try again in a minute. If it stays so, tell whoever runs Posthorn the id of the request: ${requestId}`,
    };
  }
  if (error.status === 429) {
    return { header: 'Too many requests', advice: 'Nothing was changed. Wait a few seconds, then try again.' };
  }
  return { header: title, advice: detail };
}
