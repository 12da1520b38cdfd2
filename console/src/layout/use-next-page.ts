import { useEffect, useRef } from 'react';
import { useNavigate } from 'react-router';
import { showSuccess } from './notices.ts';

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
    if (isOpen.current) navigate(path);
  };
}
