import { useEffect, useRef } from 'react';
import { useNavigate } from 'react-router';
import { showSuccess } from './notices.ts';

/** The history state of a page that was opened after a call: nothing on the previous page is unsaved then. */
export const afterSaving = 'after-saving';

type NextPage = Readonly<{ path: string; notice: string }>;

/** Opens the page that follows a call, with a notice. If the user has left the page of the call, only the notice is shown. */
export function useNextPage(): (next: NextPage) => void {
  const navigate = useNavigate();
  const isOpen = useRef(false);
  useEffect(() => {
    isOpen.current = true;
    return () => {
      isOpen.current = false;
    };
  }, []);
  return ({ path, notice }) => {
    showSuccess(notice, { isForNextPage: isOpen.current });
    if (isOpen.current) navigate(path, { state: afterSaving });
  };
}
