import { posthorn } from '../api/posthorn.ts';
import { useParam } from '../layout/use-param.ts';
import { useNameOfWebhook } from '../webhooks/use-webhook-names.ts';
import { DeliveriesTable } from './deliveries-table.tsx';

/** The deliveries of all webhooks of a space. */
export function Component() {
  const space = useParam('space');
  return (
    <DeliveriesTable
      space={space}
      queryKey={[space]}
      variant="full-page"
      nameOf={useNameOfWebhook(space)}
      readPage={(query) => posthorn.GET('/v1/spaces/{space}/deliveries', { params: { path: { space }, query } })}
    />
  );
}
