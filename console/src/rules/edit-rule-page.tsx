import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { Rule, RuleDraft } from '../../../client/src/generated/schema.ts';
import { ProblemError } from '../../../client/src/problem-error.ts';
import { posthorn } from '../api/posthorn.ts';
import { queryClient } from '../api/query-client.ts';
import { useNextPage } from '../layout/use-next-page.ts';
import { useParam } from '../layout/use-param.ts';
import { ConflictDialog } from '../parts/conflict-dialog.tsx';
import { Failure } from '../parts/failure.tsx';
import { Loading } from '../parts/loading.tsx';
import { RuleForm } from './rule-form.tsx';
import { type RulePath, readRule } from './use-rule.ts';

type Read = Awaited<ReturnType<typeof readRule>>;

/** Edits a rule. `If-Match` detects that another user has changed it meanwhile. */
export function Component() {
  const path = { space: useParam('space'), ruleId: useParam('ruleId') };
  // Read once: a refetch must not overwrite what the user has entered.
  const {
    data,
    failureReason: error,
    refetch,
  } = useQuery({
    queryKey: ['rule-to-edit', path.space, path.ruleId],
    queryFn: () => readRule(path),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  if (data === undefined) return error === null ? <Loading /> : <Failure error={error} retry={refetch} />;
  return <EditRule key={data.version} path={path} read={data} reload={refetch} />;
}

type EditProps = Readonly<{ path: RulePath; read: Read; reload: () => unknown }>;

function EditRule({ path, read, reload }: EditProps) {
  const navigate = useNavigate();
  const openNextPage = useNextPage();
  const [conflict, setConflict] = useState<Readonly<{ mine: RuleDraft; theirs: Read }>>();
  const page = `/spaces/${path.space}/rules/${path.ruleId}`;
  const save = async (draft: RuleDraft, { version }: Read) => {
    try {
      await posthorn.PATCH('/v1/spaces/{space}/rules/{ruleId}', {
        params: { path, header: { 'If-Match': version } },
        body: { ...draft, trigger: { ...draft.trigger, filter: draft.trigger.filter ?? null } },
      });
    } catch (error) {
      if (!(error instanceof ProblemError) || error.status !== 412) throw error;
      setConflict({ mine: draft, theirs: await readRule(path) });
      return;
    }
    await queryClient.invalidateQueries({ queryKey: ['rule', path.space, path.ruleId] });
    await queryClient.invalidateQueries({ queryKey: ['rules', path.space] });
    openNextPage({ path: page, notice: 'The rule was saved.' });
  };
  return (
    <ContentLayout header={<Header variant="h1">Edit {read.rule.name}</Header>}>
      <RuleForm
        initial={draftOf(read.rule)}
        submitText="Save changes"
        onCancel={() => navigate(page)}
        save={(draft) => save(draft, read)}
      />
      {conflict !== undefined && (
        <ConflictDialog
          what="rule"
          before={draftOf(read.rule)}
          mine={conflict.mine}
          theirs={draftOf(conflict.theirs.rule)}
          onKeepMine={() => save(conflict.mine, conflict.theirs)}
          onTakeTheirs={() => {
            setConflict(undefined);
            reload();
          }}
          onDismiss={() => setConflict(undefined)}
        />
      )}
    </ContentLayout>
  );
}

function draftOf({ name, ownerEmail, trigger, scope, steps, enabled }: Rule): RuleDraft {
  return { name, ownerEmail, trigger, scope, steps, enabled };
}
