import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useEffect } from 'react';
import { useBlocker } from 'react-router';
import { afterSaving } from '../layout/use-next-page.ts';

/** Asks before the page of a form with unsaved changes is left. The browser asks when the tab is closed or reloaded. */
export function UnsavedChanges({ exist }: Readonly<{ exist: boolean }>) {
  const blocker = useBlocker(({ currentLocation, nextLocation, historyAction }) => {
    // The way back to a page that once followed a save is a way out of this form.
    const isSaved = historyAction !== 'POP' && nextLocation.state === afterSaving;
    return exist && !isSaved && currentLocation.pathname !== nextLocation.pathname;
  });
  useEffect(() => {
    if (!exist) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [exist]);
  if (blocker.state !== 'blocked') return null;
  return (
    <Modal
      visible
      header="Leave without saving?"
      onDismiss={() => blocker.reset()}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={() => blocker.proceed()}>
              Leave
            </Button>
            <Button variant="primary" onClick={() => blocker.reset()}>
              Stay
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      Your changes on this page will be lost.
    </Modal>
  );
}
