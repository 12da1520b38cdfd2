import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useEffect, useState } from 'react';

/** The API usually answers within a second. */
const slowMs = 5_000;

export const slowText = 'This takes longer than usual. Wait, or reload the page.';

/** Whether something has been pending for longer than a call usually takes. */
export function useIsSlow(isPending: boolean): boolean {
  const [isSlow, setIsSlow] = useState(false);
  useEffect(() => {
    if (!isPending) return;
    const timer = setTimeout(() => setIsSlow(true), slowMs);
    return () => {
      clearTimeout(timer);
      setIsSlow(false);
    };
  }, [isPending]);
  return isSlow;
}

/** Is shown while a page is being read. */
export function Loading() {
  const isSlow = useIsSlow(true);
  return (
    <SpaceBetween size="s">
      <Spinner size="large" />
      <div role="status">{isSlow && <Box color="text-body-secondary">{slowText}</Box>}</div>
    </SpaceBetween>
  );
}
