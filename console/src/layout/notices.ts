import { useSyncExternalStore } from 'react';

/** Something that has been done, told above the page until it is dismissed, or another page than the one it led to is opened. */
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

/** Tells of a success; the one before is taken away. */
export function tellDone(content: string): void {
  made += 1;
  const id = String(made);
  const onDismiss = () => change(notices.filter((notice) => notice.id !== id));
  change([{ id, pagesLeft: 1, type: 'success', content, dismissible: true, onDismiss }]);
}

/** Takes away what was told before the page that was open until now. */
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
