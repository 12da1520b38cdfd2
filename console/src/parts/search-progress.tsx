import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { List } from './use-list.ts';
import { When } from './when.tsx';

type Props = Readonly<{ search: NonNullable<List<unknown>['search']> }>;

/** The progress of a filtered search, which the user can stop and continue. */
export function SearchProgress({ search: { isStopped, found, searchedTo, stop, resume } }: Props) {
  return (
    <SpaceBetween direction="horizontal" size="s" alignItems="center">
      <StatusIndicator type={isStopped ? 'stopped' : 'loading'}>
        {isStopped ? 'Search stopped' : 'Searching'}: {found} found
        {searchedTo !== undefined && (
          <>
            {' '}
            back to <When at={searchedTo} />
          </>
        )}
      </StatusIndicator>
      <Button onClick={isStopped ? resume : stop}>{isStopped ? 'Continue search' : 'Stop search'}</Button>
    </SpaceBetween>
  );
}
