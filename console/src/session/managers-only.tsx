import Alert from '@cloudscape-design/components/alert';
import { Outlet, useLocation } from 'react-router';
import { RouterLink } from '../layout/router-link.tsx';
import { useMayChange } from './caller.ts';

/** Shows a page with a form to those who may submit it. The way there may have been an address that someone else has sent. */
export function ManagersOnly() {
  const { pathname } = useLocation();
  if (useMayChange()) return <Outlet />;
  return (
    <Alert type="info" header="Your role can only read">
      <RouterLink to={pathname.slice(0, pathname.lastIndexOf('/'))}>Back</RouterLink>
    </Alert>
  );
}
