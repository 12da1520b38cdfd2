import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import Spinner from '@cloudscape-design/components/spinner';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { RuleDraft } from '../../../client/src/generated/schema.ts';
import { posthorn } from '../api/posthorn.ts';
import { queryClient } from '../api/query-client.ts';
import { tellDone } from '../layout/notices.ts';
import { useParam } from '../layout/use-param.ts';
import { Failure } from '../parts/failure.tsx';
import { RuleForm } from './rule-form.tsx';
import { useRule } from './use-rule.ts';

/** Changes a rule, on condition that nobody else changed it meanwhile. */
export function Component() {
  const path = { space: useParam('space'), ruleId: useParam('ruleId') };
  const navigate = useNavigate();
  const { data, error, refetch } = useRule(path);
  // What is typed must not be overwritten by a newer answer, nor saved over one that was never seen.
  const [opened, setOpened] = useState(data);
  if (opened === undefined && data !== undefined) setOpened(data);
  if (opened === undefined)
    return error === null ? <Spinner size="large" /> : <Failure error={error} retry={refetch} />;
  const { name, ownerEmail, trigger, scope, steps, enabled } = opened.rule;
  const page = `/spaces/${path.space}/rules/${path.ruleId}`;
  const save = async (draft: RuleDraft) => {
    await posthorn.PATCH('/v1/spaces/{space}/rules/{ruleId}', {
      params: { path, header: { 'If-Match': opened.version } },
      body: { ...draft, trigger: { ...draft.trigger, filter: draft.trigger.filter ?? null } },
    });
    await queryClient.invalidateQueries({ queryKey: ['rule', path.space, path.ruleId] });
    await queryClient.invalidateQueries({ queryKey: ['rules', path.space] });
    tellDone('The rule was saved.');
    navigate(page);
  };
  return (
    <ContentLayout header={<Header variant="h1">Edit {name}</Header>}>
      <RuleForm
        initial={{ name, ownerEmail, trigger, scope, steps, enabled }}
        submitText="Save changes"
        onCancel={() => navigate(page)}
        save={save}
      />
    </ContentLayout>
  );
}
