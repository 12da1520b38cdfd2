import I18nProvider from '@cloudscape-design/components/i18n';
import messages from '@cloudscape-design/components/i18n/messages/all.en';
import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense, useEffect } from 'react';
import { queryClient } from './api/query-client.ts';
import { LoadFailure } from './parts/load-failure.tsx';
import { Waiting } from './parts/waiting.tsx';
import { useSession } from './session/session.ts';
import { SignInPage } from './session/sign-in-page.tsx';

/** All that shows something of a space is loaded when somebody has signed in. */
const SignedIn = lazy(() => import('./signed-in.tsx').catch(() => ({ default: LoadFailure })));

/** `signInFailure`: why signing in at the issuer did not succeed. */
export function Console({ signInFailure }: Readonly<{ signInFailure: string | undefined }>) {
  const session = useSession();
  const isSignedIn = session !== undefined;
  useEffect(() => {
    // Whoever comes next must not see what this one saw.
    return isSignedIn ? () => queryClient.clear() : undefined;
  }, [isSignedIn]);
  return (
    <I18nProvider locale="en" messages={[messages]}>
      <QueryClientProvider client={queryClient}>
        {session === undefined ? (
          <SignInPage failure={signInFailure} />
        ) : (
          <Suspense fallback={<Waiting />}>
            <SignedIn expired={session.expired} />
          </Suspense>
        )}
      </QueryClientProvider>
    </I18nProvider>
  );
}
