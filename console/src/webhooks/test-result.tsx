import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import type { WebhookTest } from '../../../client/src/generated/schema.ts';
import { ShownText } from '../parts/shown-text.tsx';

type Props = Readonly<{ result: WebhookTest; onDismiss: () => void }>;

/** The request and the response of a test, and the outcome that a delivery would have had. */
export function TestResult({ result, onDismiss }: Props) {
  const { request, response, verdict, durationMs } = result;
  const succeeded = verdict.outcome === 'succeeded';
  return (
    <Modal
      visible
      size="large"
      header="Test"
      onDismiss={onDismiss}
      footer={
        <Box float="right">
          <Button variant="primary" onClick={onDismiss}>
            Close
          </Button>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <Alert
          type={succeeded ? 'success' : 'error'}
          header={succeeded ? 'The test succeeded' : 'A delivery would have failed'}
        >
          <span className="breakable">{verdict.reason}</span>
          {!succeeded && verdict.retried === true && ' A delivery would be retried.'}
          {!succeeded && verdict.retried === false && ' A delivery would not be retried.'}
        </Alert>
        <Tabs
          ariaLabel="Request and response"
          tabs={[
            {
              id: 'response',
              label: 'Response',
              content:
                response === null ? (
                  <Box>No response.</Box>
                ) : (
                  <SpaceBetween size="s">
                    <Box>
                      HTTP {response.status} after {Math.round(durationMs)} ms
                      {response.truncated && '; the body is cut off at 100 KB'}
                    </Box>
                    <Part label="Headers" of="response" text={headerLines(response.headers)} />
                    <Part label="Body" of="response" text={response.body === '' ? '(no body)' : response.body} />
                  </SpaceBetween>
                ),
            },
            {
              id: 'request',
              label: 'Request',
              content:
                request === null ? (
                  <Box>No request was sent.</Box>
                ) : (
                  <SpaceBetween size="s">
                    <Box>
                      <span className="breakable">
                        {request.method} {request.url}
                      </span>
                    </Box>
                    <Part label="Headers" of="request" text={headerLines(request.headers)} />
                    <Part label="Body" of="request" text={request.body} />
                  </SpaceBetween>
                ),
            },
          ]}
        />
      </SpaceBetween>
    </Modal>
  );
}

type PartProps = Readonly<{ label: string; of: 'request' | 'response'; text: string }>;

function Part({ label, of, text }: PartProps) {
  return (
    <div>
      <Box variant="awsui-key-label">{label}</Box>
      <ShownText label={`${label} of the ${of}`} text={text} />
    </div>
  );
}

function headerLines(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
}
