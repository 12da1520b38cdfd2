import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';

/** Is shown if the files of a page cannot be loaded: the network is down, or a newer version has replaced them. */
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
