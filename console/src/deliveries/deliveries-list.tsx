import { posthorn } from '../api/posthorn.ts';
import type { WebhookPath } from '../webhooks/use-webhook.ts';
import { DeliveriesTable } from './deliveries-table.tsx';

/** A webhook's deliveries. */
export function DeliveriesList({ path, sampleType }: Readonly<{ path: WebhookPath; sampleType: string | undefined }>) {
  return (
    <DeliveriesTable
      space={path.space}
      queryKey={[path.space, path.webhookId]}
      sampleType={sampleType}
      readPage={(query) =>
        posthorn.GET('/v1/spaces/{space}/webhooks/{webhookId}/deliveries', { params: { path, query } })
      }
    />
  );
}
