import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Steps from '@cloudscape-design/components/steps';
import type { Delivery } from '../../../client/src/generated/schema.ts';
import { ShownText } from '../parts/shown-text.tsx';
import { When } from '../parts/when.tsx';

type Attempt = Delivery['attempts'][number];
type Props = Readonly<{ attempts: readonly Attempt[]; nextAttemptAt?: string | undefined }>;

/** The attempts in chronological order, and the time of the next one. */
export function Attempts({ attempts, nextAttemptAt }: Props) {
  if (attempts.length === 0 && nextAttemptAt === undefined) {
    return <Box color="text-status-inactive">Not attempted yet.</Box>;
  }
  return (
    <Steps
      ariaLabel="Attempts"
      steps={[
        ...attempts.map((attempt) => ({
          status: attempt.failure === undefined ? ('success' as const) : ('error' as const),
          header: <AttemptHeader attempt={attempt} />,
          details: <AttemptDetails attempt={attempt} />,
        })),
        ...(nextAttemptAt === undefined
          ? []
          : [
              {
                status: 'pending' as const,
                header: (
                  <>
                    Next attempt: <When at={nextAttemptAt} />
                  </>
                ),
              },
            ]),
      ]}
    />
  );
}

function AttemptHeader({ attempt }: Readonly<{ attempt: Attempt }>) {
  return (
    <>
      Attempt {attempt.number}: <When at={attempt.startedAt} />, {Math.round(attempt.durationMs)} ms
      {attempt.status !== undefined && `, HTTP ${attempt.status}`}
    </>
  );
}

function AttemptDetails({ attempt }: Readonly<{ attempt: Attempt }>) {
  return (
    <SpaceBetween size="xs">
      <span className="breakable">{attempt.reason}</span>
      {attempt.responseExcerpt !== undefined && attempt.responseExcerpt !== '' && (
        <ExpandableSection headerText="Response">
          <ShownText label={`Response to attempt ${attempt.number}`} text={attempt.responseExcerpt} />
          {attempt.responseTruncated === true && <Box variant="small">Only the beginning is stored.</Box>}
        </ExpandableSection>
      )}
    </SpaceBetween>
  );
}
