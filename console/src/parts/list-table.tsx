import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import type { ReactNode } from 'react';
import { Failure } from './failure.tsx';
import { slowText, useIsSlow } from './loading.tsx';
import { SearchProgress } from './search-progress.tsx';
import type { List } from './use-list.ts';

type Props<Item> = Readonly<{
  title: string;
  description?: ReactNode;
  list: List<Item>;
  columns: readonly TableProps.ColumnDefinition<Item>[];
  trackBy: (item: Item) => string;
  actions?: ReactNode;
  filter?: ReactNode;
  /** Is shown if the list is empty, and says what to do. */
  empty: ReactNode;
  variant?: 'full-page' | 'container' | 'embedded';
}>;

/** In pixels. Narrower columns would break words, so the table scrolls instead. */
const readableWidth = 110;

/** A table of a list that the API returns in pages. */
export function ListTable<Item>(props: Props<Item>) {
  const { title, description, list, columns, trackBy, actions, filter, empty, variant = 'container' } = props;
  const isSlow = useIsSlow(list.isLoading);
  if (list.error !== null && list.items.length === 0) {
    return (
      <SpaceBetween size="m">
        <Header variant={variant === 'full-page' ? 'h1' : 'h2'}>{title}</Header>
        <Failure error={list.error} retry={list.retry} />
      </SpaceBetween>
    );
  }
  return (
    <SpaceBetween size="m">
      {list.error !== null && <Failure error={list.error} retry={list.retry} />}
      <Table
        variant={variant}
        items={list.items}
        columnDefinitions={columns.map((column) => ({ minWidth: readableWidth, ...column }))}
        trackBy={trackBy}
        loading={list.isLoading}
        loadingText={list.search !== undefined ? 'Searching' : isSlow ? slowText : 'Loading'}
        wrapLines
        enableKeyboardNavigation
        ariaLabels={{ tableLabel: title }}
        header={
          <Header
            variant={variant === 'full-page' ? 'awsui-h1-sticky' : 'h2'}
            counter={list.isLoading ? undefined : `(${list.count})`}
            description={description}
            actions={
              <SpaceBetween direction="horizontal" size="xs">
                <Button
                  iconName="refresh"
                  ariaLabel="Refresh"
                  loading={list.isRefreshing}
                  onClick={() => list.refresh()}
                />
                {actions}
              </SpaceBetween>
            }
          >
            {title}
          </Header>
        }
        filter={
          list.search === undefined ? (
            filter
          ) : (
            <SpaceBetween size="s">
              {filter}
              <SearchProgress search={list.search} />
            </SpaceBetween>
          )
        }
        pagination={<Pagination {...list.pagination} />}
        empty={
          <Box textAlign="center" padding={{ vertical: 'l' }} color="inherit">
            <SpaceBetween size="m">{empty}</SpaceBetween>
          </Box>
        }
      />
    </SpaceBetween>
  );
}
