import { useSyncExternalStore } from 'react';

/** A notice above the page. It is shown until the user dismisses it or leaves the page. */
type Notice = Readonly<{
  id: string;
  /** The page that the notice belongs to is still to be opened. */
  isForNextPage: boolean;
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

/** Shows a success notice in place of the previous one, on the present page or on the one that is opened next. */
export function showSuccess(content: string, { isForNextPage = false } = {}): void {
  made += 1;
  const id = String(made);
  const onDismiss = () => change(notices.filter((notice) => notice.id !== id));
  change([{ id, isForNextPage, type: 'success', content, dismissible: true, onDismiss }]);
}

/** Removes the notices of the page that was left. */
export function leavePage(): void {
  change(notices.filter(({ isForNextPage }) => isForNextPage).map((notice) => ({ ...notice, isForNextPage: false })));
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
