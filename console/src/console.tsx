import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import I18nProvider from '@cloudscape-design/components/i18n';
import messages from '@cloudscape-design/components/i18n/messages/all.en';
import Spinner from '@cloudscape-design/components/spinner';
import { queryClient } from './api/query-client.ts';
import { useSession } from './session/session.ts';
import { SignInPage } from './session/sign-in-page.tsx';

/** All that shows something of a space is loaded when somebody has signed in. */
const SignedIn = lazy(() => import('./signed-in.tsx'));

export function Console() {
  const session = useSession();
  return (
    <I18nProvider locale="en" messages={[messages]}>
      <QueryClientProvider client={queryClient}>
        {session === undefined ? (
          <SignInPage />
        ) : (
          <Suspense fallback={<Spinner size="large" />}>
            <SignedIn expired={session.expired} />
          </Suspense>
        )}
      </QueryClientProvider>
    </I18nProvider>
  );
}
