import { useQuery } from '@tanstack/react-query';
import { posthorn } from '../api/posthorn.ts';

export type WebhookPath = Readonly<{ space: string; webhookId: string }>;

/** A webhook with its version. */
export async function readWebhook(path: WebhookPath) {
  const { data, response } = await posthorn.GET('/v1/spaces/{space}/webhooks/{webhookId}', { params: { path } });
  return { webhook: data, version: response.headers.get('etag') ?? '' };
}

export function useWebhook(path: WebhookPath, { enabled = true } = {}) {
  return useQuery({ queryKey: ['webhook', path.space, path.webhookId], queryFn: () => readWebhook(path), enabled });
}

/** Sends a sample to the webhook as it is saved. */
export async function testWebhook(path: WebhookPath) {
  return (await posthorn.POST('/v1/spaces/{space}/webhooks/{webhookId}/test', { params: { path } })).data;
}
