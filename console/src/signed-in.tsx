import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { posthorn } from './api/posthorn.ts';
import { queryClient } from './api/query-client.ts';
import { Pages } from './pages.tsx';
import { Failure } from './parts/failure.tsx';
import { Loading } from './parts/loading.tsx';
import { CallerContext } from './session/caller.ts';
import { useSession } from './session/session.ts';
import { SignInAgain } from './session/sign-in-again.tsx';
import { SignInPage } from './session/sign-in-page.tsx';

/** The pages of a signed-in user. They are shown once the API has returned who that is. */
export default function SignedIn({ expired }: Readonly<{ expired: boolean }>) {
  const session = useSession();
  const caller = useQuery({
    queryKey: ['caller', session?.token],
    queryFn: async () => (await posthorn.GET('/v1/caller')).data,
    staleTime: Number.POSITIVE_INFINITY,
    // The page stays as it is while the same user signs in again.
    placeholderData: (previous) => previous,
  });
  useEffect(() => {
    // Calls that the API refused before the user signed in again.
    if (!expired) queryClient.refetchQueries({ predicate: ({ state }) => state.status === 'error' });
  }, [expired]);
  if (caller.data !== undefined) {
    return (
      <CallerContext value={caller.data}>
        <Pages />
        {expired && <SignInAgain />}
      </CallerContext>
    );
  }
  if (expired) return <SignInPage expired />;
  if (caller.failureReason !== null) return <Failure error={caller.failureReason} retry={caller.refetch} />;
  return <Loading />;
}
