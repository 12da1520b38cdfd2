import Alert from '@cloudscape-design/components/alert';
import { useSyncExternalStore } from 'react';

/** Says that the browser has no network, as long as it has none. */
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
      What you see may be old. What you typed stays here; save it when you are back.
    </Alert>
  );
}
