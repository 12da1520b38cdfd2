import I18nProvider from '@cloudscape-design/components/i18n';
import messages from '@cloudscape-design/components/i18n/messages/all.en';
import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense, useEffect } from 'react';
import { queryClient } from './api/query-client.ts';
import { LoadFailure } from './parts/load-failure.tsx';
import { Loading } from './parts/loading.tsx';
import { useSession } from './session/session.ts';
import { SignInPage } from './session/sign-in-page.tsx';

/** Loaded after the sign-in, so that the first load stays small. */
const SignedIn = lazy(() => import('./signed-in.tsx').catch(() => ({ default: LoadFailure })));

/** `signInFailure`: why the sign-in at the OIDC issuer failed. */
export function Console({ signInFailure }: Readonly<{ signInFailure: string | undefined }>) {
  const session = useSession();
  const isSignedIn = session !== undefined;
  useEffect(() => {
    // The next user must not see cached data of the previous one.
    return isSignedIn ? () => queryClient.clear() : undefined;
  }, [isSignedIn]);
  return (
    <I18nProvider locale="en" messages={[messages]}>
      <QueryClientProvider client={queryClient}>
        {session === undefined ? (
          <SignInPage failure={signInFailure} />
        ) : (
          <Suspense fallback={<Loading />}>
            <SignedIn expired={session.expired} />
          </Suspense>
        )}
      </QueryClientProvider>
    </I18nProvider>
  );
}
