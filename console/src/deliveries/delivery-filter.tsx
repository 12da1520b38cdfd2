import DateRangePicker, { type DateRangePickerProps } from '@cloudscape-design/components/date-range-picker';
import FormField from '@cloudscape-design/components/form-field';
import Grid from '@cloudscape-design/components/grid';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import { useState } from 'react';
import type { Delivery } from '../../../client/src/generated/schema.ts';
import { useFilter } from '../parts/use-filter.ts';
import { statusOptions } from './delivery-status.tsx';

export type DeliveryQuery = Readonly<{
  status?: Delivery['status'];
  eventType?: string;
  since?: string;
  until?: string;
}>;

const isStatus = (value: string | undefined): value is Delivery['status'] =>
  statusOptions.some((option) => option.value === value);

/** The filter in the address of the page. */
export function useDeliveryQuery() {
  const [{ status, ...rest }, setFilter] = useFilter(['status', 'eventType', 'since', 'until']);
  const query: DeliveryQuery = { ...rest, ...(isStatus(status) && { status }) };
  return [query, setFilter] as const;
}

const any = { value: '', label: 'Any status' };
const options = [any, ...statusOptions];

type Props = Readonly<{ query: DeliveryQuery; onChange: (query: DeliveryQuery) => void }>;

/** The filters that the API has for lists of deliveries and executions. */
export function DeliveryFilter({ query, onChange }: Props) {
  const [eventType, setEventType] = useState(query.eventType ?? '');
  const [range, setRange] = useState(() => rangeOf(query));
  const change = (changed: Readonly<Partial<Record<keyof DeliveryQuery, string | undefined>>>) => {
    const next = Object.entries({ ...query, ...changed }).filter(([, value]) => value !== undefined && value !== '');
    onChange(Object.fromEntries(next));
  };
  return (
    <Grid
      gridDefinition={[
        { colspan: { default: 12, s: 3 } },
        { colspan: { default: 12, s: 4 } },
        { colspan: { default: 12, s: 5 } },
      ]}
    >
      <FormField label="Status">
        <Select
          selectedOption={options.find(({ value }) => value === (query.status ?? '')) ?? any}
          options={options}
          onChange={({ detail }) => change({ status: detail.selectedOption.value })}
        />
      </FormField>
      <FormField label="Event type">
        <Input
          type="search"
          value={eventType}
          placeholder="Any type (press Enter)"
          onChange={({ detail }) => {
            setEventType(detail.value);
            if (detail.value === '') change({ eventType: undefined });
          }}
          onKeyDown={({ detail }) => {
            if (detail.key === 'Enter') change({ eventType: eventType.trim() });
          }}
          onBlur={() => change({ eventType: eventType.trim() })}
        />
      </FormField>
      <FormField label="Time of the event">
        <TimeRange
          value={range}
          onChange={(value) => {
            setRange(value);
            change(timesOf(value));
          }}
        />
      </FormField>
    </Grid>
  );
}

type TimeRangeProps = Readonly<{
  value: DateRangePickerProps.Value | null;
  onChange: (value: DateRangePickerProps.Value | null) => void;
}>;

/** Chooses a time range. */
export function TimeRange({ value, onChange }: TimeRangeProps) {
  return (
    <DateRangePicker
      value={value}
      onChange={({ detail }) => onChange(detail.value)}
      placeholder="Any time"
      relativeOptions={[
        { key: 'hour', type: 'relative', amount: 1, unit: 'hour' },
        { key: 'day', type: 'relative', amount: 1, unit: 'day' },
        { key: 'week', type: 'relative', amount: 7, unit: 'day' },
      ]}
      isValidRange={(range) =>
        range?.type === 'absolute' && range.startDate >= range.endDate
          ? { valid: false, errorMessage: 'The end must be after the start.' }
          : { valid: true }
      }
      getTimeOffset={(date) => -date.getTimezoneOffset()}
    />
  );
}

const unitMs: Readonly<Partial<Record<DateRangePickerProps.TimeUnit, number>>> = {
  second: 1_000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
};

/** The time range in the address of the page. */
export function rangeOf({
  since,
  until,
}: Readonly<{ since?: string; until?: string }>): DateRangePickerProps.Value | null {
  if (since === undefined) return null;
  return { type: 'absolute', startDate: since, endDate: until ?? new Date().toISOString() };
}

/** The API's `since` and `until` for a time range. */
export function timesOf(range: DateRangePickerProps.Value | null): Readonly<{ since?: string; until?: string }> {
  if (range === null) return { since: undefined, until: undefined };
  if (range.type === 'absolute') {
    return { since: new Date(range.startDate).toISOString(), until: new Date(range.endDate).toISOString() };
  }
  const ms = (unitMs[range.unit] ?? 86_400_000 * 30) * range.amount;
  return { since: new Date(Date.now() - ms).toISOString(), until: undefined };
}
