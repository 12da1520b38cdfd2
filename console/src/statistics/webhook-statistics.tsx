import { posthorn } from '../api/posthorn.ts';
import type { WebhookPath } from '../webhooks/use-webhook.ts';
import { StatisticsCharts } from './statistics-charts.tsx';

/** The statistics of one webhook. */
export function WebhookStatistics({ path }: Readonly<{ path: WebhookPath }>) {
  return (
    <StatisticsCharts
      queryKey={[path.space, path.webhookId]}
      read={(query) => posthorn.GET('/v1/spaces/{space}/webhooks/{webhookId}/statistics', { params: { path, query } })}
    />
  );
}
