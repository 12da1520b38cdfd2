import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';

/** In place of a page whose files cannot be loaded: the network is away, or a newer version has replaced them. */
export function LoadFailure() {
  return (
    <Alert
      type="error"
      header="The page could not be loaded"
      action={<Button onClick={() => location.reload()}>Reload</Button>}
    >
      Check your connection, then reload the page. The console may have been updated since you opened it.
    </Alert>
  );
}
