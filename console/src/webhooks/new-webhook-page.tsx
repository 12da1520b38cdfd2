import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import { useNavigate } from 'react-router';
import { posthorn } from '../api/posthorn.ts';
import { queryClient } from '../api/query-client.ts';
import { useNextPage } from '../layout/use-next-page.ts';
import { useParam } from '../layout/use-param.ts';
import { newFields } from './webhook-fields.ts';
import { WebhookForm } from './webhook-form.tsx';

/** Creates a webhook, and tests it before if the user wants. */
export function Component() {
  const space = useParam('space');
  const navigate = useNavigate();
  const openNextPage = useNextPage();
  const path = { space };
  return (
    <ContentLayout header={<Header variant="h1">Create webhook</Header>}>
      <WebhookForm
        isNew
        initial={newFields}
        submitText="Create webhook"
        onCancel={() => navigate(`/spaces/${space}/webhooks`)}
        test={async ({ name, ...draft }) => {
          const body = name === '' ? draft : { ...draft, name };
          return (await posthorn.POST('/v1/spaces/{space}/webhooks/test', { params: { path }, body })).data;
        }}
        save={async (body) => {
          const { data } = await posthorn.POST('/v1/spaces/{space}/webhooks', { params: { path }, body });
          await queryClient.invalidateQueries({ queryKey: ['webhooks', space] });
          openNextPage({
            path: `/spaces/${space}/webhooks/${data.id}`,
            notice: `The webhook ${data.name} was created.`,
          });
        }}
      />
    </ContentLayout>
  );
}
