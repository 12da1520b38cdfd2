import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useEffect, useState } from 'react';

/** The API usually answers within a second. */
const slowMs = 5_000;

export const slowText = 'This takes longer than usual. Wait, or reload the page.';

/** Whether something has been going on for longer than usual. */
export function useIsSlow(isGoingOn: boolean): boolean {
  const [isSlow, setIsSlow] = useState(false);
  useEffect(() => {
    if (!isGoingOn) return;
    const timer = setTimeout(() => setIsSlow(true), slowMs);
    return () => {
      clearTimeout(timer);
      setIsSlow(false);
    };
  }, [isGoingOn]);
  return isSlow;
}

/** In place of a page that is being read. */
export function Waiting() {
  const isSlow = useIsSlow(true);
  return (
    <SpaceBetween size="s">
      <Spinner size="large" />
      <div role="status">{isSlow && <Box color="text-body-secondary">{slowText}</Box>}</div>
    </SpaceBetween>
  );
}
