import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { posthorn } from './api/posthorn.ts';
import { queryClient } from './api/query-client.ts';
import { Pages } from './pages.tsx';
import { Failure } from './parts/failure.tsx';
import { Waiting } from './parts/waiting.tsx';
import { CallerContext } from './session/caller.ts';
import { useSession } from './session/session.ts';
import { SignInAgain } from './session/sign-in-again.tsx';
import { SignInPage } from './session/sign-in-page.tsx';

/** The pages of whoever has signed in, once it is known who that is. */
export default function SignedIn({ expired }: Readonly<{ expired: boolean }>) {
  const session = useSession();
  const caller = useQuery({
    queryKey: ['caller', session?.token],
    queryFn: async () => (await posthorn.GET('/v1/caller')).data,
    staleTime: Number.POSITIVE_INFINITY,
    // Whoever signs in again keeps what is on the screen.
    placeholderData: (previous) => previous,
  });
  useEffect(() => {
    // What was refused before somebody signed in again.
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
  return <Waiting />;
}
