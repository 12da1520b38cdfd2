import Link from '@cloudscape-design/components/link';
import type { ReactNode } from 'react';
import { useHref, useNavigate } from 'react-router';

/** A link to another page of the console. */
export function RouterLink({ to, children }: Readonly<{ to: string; children: ReactNode }>) {
  const navigate = useNavigate();
  return (
    <Link
      fontSize="inherit"
      href={useHref(to)}
      onFollow={(event) => {
        event.preventDefault();
        navigate(to);
      }}
    >
      <span className="breakable">{children}</span>
    </Link>
  );
}
