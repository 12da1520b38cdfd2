import { RouterLink } from '../layout/router-link.tsx';

type Props = Readonly<{
  space: string;
  webhookId: string;
  /** All webhooks of the space, once they have been read. */
  webhooks: readonly Readonly<{ id: string; name: string }>[] | undefined;
}>;

/** The name of the webhook that a step calls, with a link to it unless it was deleted. */
export function StepWebhook({ space, webhookId, webhooks }: Props) {
  const webhook = webhooks?.find(({ id }) => id === webhookId);
  if (webhooks !== undefined && webhook === undefined) return <>Deleted webhook ({webhookId})</>;
  return <RouterLink to={`/spaces/${space}/webhooks/${webhookId}`}>{webhook?.name ?? webhookId}</RouterLink>;
}
