import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { Failure } from '../parts/failure.tsx';
import { prepareSignIn, readIssuer } from './oidc.ts';

/** Issuers refuse to be shown in a frame, so pages in a frame sign in with a portal link. */
const isFramed = window.top !== window;

/** A button that signs in at the OIDC issuer, if the stage has one. */
export function SingleSignOn({ where }: Readonly<{ where: 'here' | 'new tab' }>) {
  const {
    data,
    failureReason: error,
    refetch,
  } = useQuery({
    queryKey: ['sign-in'],
    queryFn: async () => {
      const issuer = await readIssuer();
      return issuer === null ? null : await prepareSignIn(issuer);
    },
    enabled: !isFramed,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (error !== null) return <Failure error={error} retry={refetch} />;
  if (data === undefined || data === null) return null;
  return (
    <SpaceBetween size="xs">
      <Button fullWidth onClick={() => data.begin(where)}>
        Sign in with SSO
      </Button>
      <Box variant="small" textAlign="center" display="block">
        Opens <span className="breakable">{new URL(data.url).host}</span>
        {where === 'new tab' && ' in a new tab'}
      </Box>
    </SpaceBetween>
  );
}
