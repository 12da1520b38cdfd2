import BarChart from '@cloudscape-design/components/bar-chart';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Statistics } from '../../../client/src/generated/schema.ts';
import { Failure } from '../parts/failure.tsx';

type StatisticsQuery = Readonly<{ interval: 'hour' | 'day'; since: string }>;

type Props = Readonly<{
  queryKey: readonly unknown[];
  read: (query: StatisticsQuery) => Promise<Readonly<{ data: Statistics }>>;
}>;

const hourMs = 3_600_000;
const spans = [
  { value: '24', label: 'Last 24 hours', interval: 'hour', hours: 24 },
  { value: '72', label: 'Last 3 days', interval: 'hour', hours: 72 },
  { value: '720', label: 'Last 30 days', interval: 'day', hours: 720 },
] as const;

/** The number of succeeded and failed attempts over time, and their duration. */
export function StatisticsCharts({ queryKey, read }: Props) {
  const [span, setSpan] = useState<(typeof spans)[number]>(spans[0]);
  const {
    data,
    failureReason: error,
    refetch,
  } = useQuery({
    queryKey: ['statistics', ...queryKey, span.value],
    queryFn: async () => {
      const since = new Date(Date.now() - span.hours * hourMs).toISOString();
      return (await read({ interval: span.interval, since })).data;
    },
    refetchInterval: 60_000,
  });
  const choice = (
    <Select
      ariaLabel="Time range"
      selectedOption={span}
      options={spans}
      onChange={({ detail }) => setSpan(spans.find(({ value }) => value === detail.selectedOption.value) ?? spans[0])}
    />
  );
  return (
    <SpaceBetween size="l">
      {error !== null && <Failure error={error} retry={refetch} />}
      <Container
        header={
          <Header variant="h2" actions={choice}>
            Attempts
          </Header>
        }
      >
        {data === undefined ? error === null && <Spinner /> : <Outcomes statistics={data} />}
      </Container>
      <Container header={<Header variant="h2">Duration of attempts</Header>}>
        {data === undefined ? error === null && <Spinner /> : <Durations statistics={data} />}
      </Container>
    </SpaceBetween>
  );
}

/** Days are whole days in UTC; hours are shown in the browser's time zone. */
const zoneOf = ({ interval }: Statistics) =>
  interval === 'day' ? 'UTC' : Intl.DateTimeFormat().resolvedOptions().timeZone;

const dayFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
const hourFormat = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});

function labelOf({ interval }: Statistics, start: string): string {
  return (interval === 'day' ? dayFormat : hourFormat).format(new Date(start));
}

function Outcomes({ statistics }: Readonly<{ statistics: Statistics }>) {
  const series = (title: string, field: 'delivered' | 'failedAttempts' | 'exhausted') => ({
    type: 'bar' as const,
    title,
    data: statistics.buckets.map((bucket) => ({ x: labelOf(statistics, bucket.start), y: bucket[field] })),
  });
  return (
    <BarChart
      series={[
        series('Succeeded attempts', 'delivered'),
        series('Failed attempts', 'failedAttempts'),
        series('Exhausted deliveries', 'exhausted'),
      ]}
      stackedBars
      xScaleType="categorical"
      height={240}
      hideFilter
      ariaLabel="Attempts over time"
      xTitle={`Time (${zoneOf(statistics)})`}
      yTitle="Count"
      yTickFormatter={(count) => (Number.isInteger(count) ? String(count) : '')}
      empty={<Nothing />}
    />
  );
}

function Durations({ statistics }: Readonly<{ statistics: Statistics }>) {
  const series = (title: string, field: 'p50Ms' | 'p95Ms') => ({
    type: 'bar' as const,
    title,
    valueFormatter: (ms: number) => `${ms} ms`,
    data: statistics.buckets.map((bucket) => ({ x: labelOf(statistics, bucket.start), y: bucket[field] ?? 0 })),
  });
  return (
    <BarChart
      series={[series('Median', 'p50Ms'), series('95th percentile', 'p95Ms')]}
      xScaleType="categorical"
      height={200}
      hideFilter
      ariaLabel="Duration of attempts over time"
      xTitle={`Time (${zoneOf(statistics)})`}
      yTitle="Milliseconds"
      empty={<Nothing />}
    />
  );
}

function Nothing() {
  return <Box color="text-status-inactive">No attempts in this period.</Box>;
}
