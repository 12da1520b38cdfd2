import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import { useNavigate } from 'react-router';
import { posthorn } from '../api/posthorn.ts';
import { queryClient } from '../api/query-client.ts';
import { useNextPage } from '../layout/use-next-page.ts';
import { useParam } from '../layout/use-param.ts';
import { RuleForm } from './rule-form.tsx';

/** Creates a rule. */
export function Component() {
  const space = useParam('space');
  const navigate = useNavigate();
  const openNextPage = useNextPage();
  return (
    <ContentLayout header={<Header variant="h1">Create rule</Header>}>
      <RuleForm
        initial={{
          name: '',
          ownerEmail: '',
          trigger: { eventType: '' },
          scope: null,
          steps: [{ webhookId: '' }],
          enabled: true,
        }}
        submitText="Create rule"
        onCancel={() => navigate(`/spaces/${space}/rules`)}
        save={async (body) => {
          const { data } = await posthorn.POST('/v1/spaces/{space}/rules', { params: { path: { space } }, body });
          await queryClient.invalidateQueries({ queryKey: ['rules', space] });
          openNextPage({ path: `/spaces/${space}/rules/${data.id}`, notice: `The rule ${data.name} was created.` });
        }}
      />
    </ContentLayout>
  );
}
