import { RouterLink } from '../layout/router-link.tsx';

type Props = Readonly<{
  space: string;
  webhookId: string;
  /** All webhooks of the space, once they have been read. */
  webhooks: readonly Readonly<{ id: string; name: string }>[] | undefined;
}>;

/** The name of the webhook that a step calls, with a link to it. */
export function StepWebhook({ space, webhookId, webhooks }: Props) {
  const webhook = webhooks?.find(({ id }) => id === webhookId);
  const missing = webhooks === undefined ? webhookId : `Deleted webhook ${webhookId}`;
  return <RouterLink to={`/spaces/${space}/webhooks/${webhookId}`}>{webhook?.name ?? missing}</RouterLink>;
}
