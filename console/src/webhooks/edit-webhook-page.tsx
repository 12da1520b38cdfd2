import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { WebhookDraft } from '../../../client/src/generated/schema.ts';
import { ProblemError } from '../../../client/src/problem-error.ts';
import { posthorn } from '../api/posthorn.ts';
import { queryClient } from '../api/query-client.ts';
import { useNextPage } from '../layout/use-next-page.ts';
import { useParam } from '../layout/use-param.ts';
import { ConflictDialog } from '../parts/conflict-dialog.tsx';
import { Failure } from '../parts/failure.tsx';
import { Loading } from '../parts/loading.tsx';
import { readWebhook, testWebhook } from './use-webhook.ts';
import { draftOf, fieldsOf } from './webhook-fields.ts';
import { WebhookForm } from './webhook-form.tsx';
import { patchBetween } from './webhook-patch.ts';

type Read = Awaited<ReturnType<typeof readWebhook>>;

/** Another user has changed the webhook since this form read it. */
type Conflict = Readonly<{ mine: WebhookDraft; theirs: Read }>;

/** Edits a webhook. The PATCH contains only the differences; `If-Match` detects that another user has changed it meanwhile. */
export function Component() {
  const path = { space: useParam('space'), webhookId: useParam('webhookId') };
  // Read once: a refetch must not overwrite what the user has entered.
  const {
    data,
    failureReason: error,
    refetch,
  } = useQuery({
    queryKey: ['webhook-to-edit', path.space, path.webhookId],
    queryFn: () => readWebhook(path),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  if (data === undefined) return error === null ? <Loading /> : <Failure error={error} retry={refetch} />;
  return <EditWebhook key={data.version} path={path} read={data} reload={refetch} />;
}

type EditProps = Readonly<{
  path: Readonly<{ space: string; webhookId: string }>;
  read: Read;
  reload: () => unknown;
}>;

function EditWebhook({ path, read, reload }: EditProps) {
  const navigate = useNavigate();
  const openNextPage = useNextPage();
  const [conflict, setConflict] = useState<Conflict>();
  const page = `/spaces/${path.space}/webhooks/${path.webhookId}`;
  const patchOf = (draft: WebhookDraft, { webhook }: Read) => patchBetween(draftOf(fieldsOf(webhook)).draft, draft);
  const save = async (draft: WebhookDraft, base: Read) => {
    const params = { path, header: { 'If-Match': base.version } };
    const body = patchOf(draft, base);
    try {
      await posthorn.PATCH('/v1/spaces/{space}/webhooks/{webhookId}', { params, body });
    } catch (error) {
      if (!(error instanceof ProblemError) || error.status !== 412) throw error;
      setConflict({ mine: draft, theirs: await readWebhook(path) });
      return;
    }
    await queryClient.invalidateQueries({ queryKey: ['webhook', path.space, path.webhookId] });
    await queryClient.invalidateQueries({ queryKey: ['webhooks', path.space] });
    openNextPage({ path: page, notice: 'The webhook was saved.' });
  };
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          description="Test cannot send saved secrets (shown as ***) together with unsaved changes. Save first."
        >
          Edit {read.webhook.name}
        </Header>
      }
    >
      <WebhookForm
        isNew={false}
        initial={fieldsOf(read.webhook)}
        submitText="Save changes"
        onCancel={() => navigate(page)}
        save={(draft) => save(draft, read)}
        test={async (draft) => {
          if (Object.keys(patchOf(draft, read)).length === 0) return testWebhook(path);
          const { space } = path;
          const body = withoutMasked(draft);
          return (await posthorn.POST('/v1/spaces/{space}/webhooks/test', { params: { path: { space } }, body })).data;
        }}
      />
      {conflict !== undefined && (
        <ConflictDialog
          what="webhook"
          note="Secrets and header values are masked, so changes of them are not listed."
          before={draftOf(fieldsOf(read.webhook)).draft}
          mine={conflict.mine}
          theirs={draftOf(fieldsOf(conflict.theirs.webhook)).draft}
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

/** Removes masked values, because the API does not accept them for a test. */
function withoutMasked({ auth, tls = {}, headers = {}, ...draft }: WebhookDraft): WebhookDraft {
  const { clientCertificate, clientKey, ...trust } = tls;
  return {
    ...draft,
    headers: Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== masked)),
    tls: clientKey === masked ? trust : tls,
    ...(auth !== undefined && auth.clientSecret !== masked && { auth }),
  };
}

const masked = '***';
