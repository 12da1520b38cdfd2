import { hashKey, type InfiniteData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

type Page<Item> = Readonly<{ items: readonly Item[]; next: string | null; searchedTo?: string }>;

/** The refetch interval of a list in ms. Filtered lists are read less often: the API reads the skipped records, too. */
export const refetchMs = ({ isFiltered }: Readonly<{ isFiltered: boolean }>) => (isFiltered ? 30_000 : 5_000);

type ListOptions<Item> = Readonly<{
  /** Identifies the list, including the filters of the API. A new key starts at the first page. */
  queryKey: readonly unknown[];
  readPage: (cursor: string | undefined) => Promise<Readonly<{ data: Page<Item> }>>;
  /** A filter that the API does not have. All pages are then read, one after the other. */
  keep?: ((item: Item) => boolean) | undefined;
  /** The refetch interval while the first page is shown, if one request has filled it. */
  refetchInterval?: number | undefined;
}>;

const shownAtOnce = 50;

const start = { page: 1, isStopped: false };

function firstPageOf<Item>(
  data: InfiniteData<Page<Item>, string> | undefined,
): InfiniteData<Page<Item>, string> | undefined {
  return data && { pages: data.pages.slice(0, 1), pageParams: data.pageParams.slice(0, 1) };
}

/**
 * Reads a list of the API page by page, when the user opens a page. A refetch reads every cached page, so a list with a
 * refetch interval caches only the first page while that is shown.
 */
export function useList<Item>({ queryKey, readPage, keep, refetchInterval }: ListOptions<Item>) {
  const listKey = hashKey(queryKey);
  const [{ of, page, isStopped }, setPosition] = useState({ of: listKey, ...start });
  if (of !== listKey) setPosition({ of: listKey, ...start });
  const setStopped = (stopped: boolean) => setPosition((present) => ({ ...present, isStopped: stopped }));
  const queryClient = useQueryClient();
  const query = useInfiniteQuery({
    queryKey,
    queryFn: async ({ pageParam }) => (await readPage(pageParam || undefined)).data,
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
    refetchInterval: ({ state }) =>
      page === 1 && keep === undefined && state.data?.pages.length === 1 ? refetchInterval : undefined,
    // Structural sharing compares all pages, which takes longer than to render fifty rows again.
    structuralSharing: false,
  });
  const { data, hasNextPage, isFetching, error, failureReason, fetchNextPage } = query;
  const read = data?.pages.flatMap(({ items }) => items) ?? [];
  const kept = keep === undefined ? read : read.filter(keep);
  const wanted = keep === undefined ? page * shownAtOnce : Number.POSITIVE_INFINITY;
  const isShort = hasNextPage && kept.length < wanted;
  useEffect(() => {
    if (isShort && !isFetching && error === null && !isStopped) fetchNextPage();
  }, [isShort, isFetching, error, fetchNextPage, isStopped]);
  const toPage = (next: number) => {
    if (next === 1 && refetchInterval !== undefined) queryClient.setQueryData(queryKey, firstPageOf<Item>);
    setPosition({ of: listKey, page: next, isStopped: false });
  };
  return {
    items: kept.slice((page - 1) * shownAtOnce, page * shownAtOnce),
    error: failureReason,
    retry: query.refetch,
    refresh: () => {
      toPage(1);
      return query.refetch();
    },
    // A page may be empty because no record passes the filter; later pages may contain some.
    isLoading: query.isLoading || (keep === undefined && isShort && kept.length === 0 && !isStopped),
    isRefreshing: query.isRefetching,
    /** So few records pass the filter that one page takes several requests. */
    search:
      keep === undefined && isShort && data !== undefined && data.pages.length >= page
        ? {
            isStopped,
            found: kept.length,
            searchedTo: data.pages.at(-1)?.searchedTo,
            stop: () => setStopped(true),
            resume: () => setStopped(false),
          }
        : undefined,
    /** How many items were read, if there are more. */
    readSoFar: hasNextPage ? read.length : undefined,
    count: hasNextPage ? `${kept.length}+` : String(kept.length),
    pagination: {
      currentPageIndex: page,
      pagesCount: Math.max(1, Math.ceil(kept.length / shownAtOnce)),
      openEnd: hasNextPage && keep === undefined,
      onChange: ({ detail }: Readonly<{ detail: Readonly<{ currentPageIndex: number }> }>) =>
        toPage(detail.currentPageIndex),
    },
    toFirstPage: () => toPage(1),
  };
}

export type List<Item> = ReturnType<typeof useList<Item>>;
