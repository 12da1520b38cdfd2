import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs, { type KeyValuePairsProps } from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Delivery, Execution } from '../../../client/src/generated/schema.ts';
import { showSuccess } from '../layout/notices.ts';
import { RouterLink } from '../layout/router-link.tsx';
import { Failure } from '../parts/failure.tsx';
import { When } from '../parts/when.tsx';
import { useMayChange } from '../session/caller.ts';
import { DeliveryStatus } from './delivery-status.tsx';

type Props = Readonly<{
  title: string;
  space: string;
  delivery: Delivery | Execution;
  idLabel: string;
  /** Further items of the overview. */
  items: readonly KeyValuePairsProps.Item[];
  error: Error | null;
  refetch: () => unknown;
  retry: () => Promise<unknown>;
  /** Why it cannot be retried now. */
  refusal: string | undefined;
  /** The notice after the retry has started. */
  retriedText: string;
  /** The attempts. */
  children: ReactNode;
}>;

/** The layout that the pages of a delivery and of an execution share. */
export function DeliveryLayout(props: Props) {
  const { title, space, delivery, idLabel, items, error, refetch, retry, refusal, retriedText, children } = props;
  const mayChange = useMayChange();
  const retrying = useMutation({
    mutationFn: retry,
    onSuccess: () => {
      showSuccess(retriedText);
      refetch();
    },
  });
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          actions={
            mayChange && (
              <Button
                loading={retrying.isPending}
                disabled={refusal !== undefined}
                disabledReason={refusal}
                onClick={() => retrying.mutate()}
              >
                Retry
              </Button>
            )
          }
        >
          {title}
        </Header>
      }
    >
      <SpaceBetween size="l">
        {error !== null && <Failure error={error} retry={refetch} />}
        {retrying.error !== null && <Failure error={retrying.error} />}
        <Container header={<Header variant="h2">Overview</Header>}>
          <KeyValuePairs
            columns={3}
            items={[
              { label: 'Status', value: <DeliveryStatus status={delivery.status} /> },
              {
                label: 'Event',
                value: (
                  <RouterLink to={`/spaces/${space}/events/${encodeURIComponent(delivery.eventId)}`}>
                    {delivery.eventId}
                  </RouterLink>
                ),
              },
              { label: idLabel, value: <span className="breakable">{delivery.id}</span> },
              { label: 'Created', value: <When at={delivery.createdAt} /> },
              { label: 'Updated', value: <When at={delivery.updatedAt} /> },
              ...items,
            ]}
          />
        </Container>
        {children}
      </SpaceBetween>
    </ContentLayout>
  );
}
