import Alert from '@cloudscape-design/components/alert';
import { useSyncExternalStore } from 'react';

/** Is shown while the browser is offline. */
export function OfflineNotice() {
  const online = useSyncExternalStore(
    (listener) => {
      addEventListener('online', listener);
      addEventListener('offline', listener);
      return () => {
        removeEventListener('online', listener);
        removeEventListener('offline', listener);
      };
    },
    () => navigator.onLine,
  );
  if (online) return null;
  return (
    <Alert type="warning" header="You are offline">
      The page may be out of date. Unsaved input is kept: save it when you are online again.
    </Alert>
  );
}
