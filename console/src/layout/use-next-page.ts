import { useEffect, useRef } from 'react';
import { useNavigate } from 'react-router';

/** The history state of a page that was opened after a call: nothing on the previous page is unsaved then. */
export const afterSaving = 'after-saving';

/** Opens the page that follows a call, unless the user has left the present page before the call ended. */
export function useNextPage(): (path: string) => void {
  const navigate = useNavigate();
  const isOpen = useRef(false);
  useEffect(() => {
    isOpen.current = true;
    return () => {
      isOpen.current = false;
    };
  }, []);
  return (path) => {
    if (isOpen.current) navigate(path, { state: afterSaving });
  };
}
