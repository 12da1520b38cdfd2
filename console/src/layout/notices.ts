import { useSyncExternalStore } from 'react';

/** A notice above the page. It is shown until the user dismisses it, or leaves the page that follows the call. */
type Notice = Readonly<{
  id: string;
  pagesLeft: number;
  type: 'success' | 'error';
  content: string;
  dismissible: true;
  onDismiss: () => void;
}>;

let notices: readonly Notice[] = [];
let made = 0;
const listeners = new Set<() => void>();

function change(next: readonly Notice[]): void {
  notices = next;
  for (const listener of listeners) listener();
}

/** Shows a success notice in place of the previous notice. */
export function showSuccess(content: string): void {
  made += 1;
  const id = String(made);
  const onDismiss = () => change(notices.filter((notice) => notice.id !== id));
  change([{ id, pagesLeft: 1, type: 'success', content, dismissible: true, onDismiss }]);
}

/** Removes the notices that were already shown on the previous page. */
export function leavePage(): void {
  change(
    notices.filter(({ pagesLeft }) => pagesLeft > 0).map((notice) => ({ ...notice, pagesLeft: notice.pagesLeft - 1 })),
  );
}

export function useNotices(): readonly Notice[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => notices,
  );
}
