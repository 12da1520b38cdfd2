import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { failureNotice } from '../application/failure-notice.ts';
import type { DeliveryResult, DeliveryResults } from '../application/ports/delivery-results.ts';
import { attemptCount } from '../domain/kept-attempts.ts';
import { resultSource } from '../domain/result-types.ts';
import { busJson } from './bus-json.ts';

/** PutEvents takes 10 entries and 1 MiB together (EventBridge quotas); a result holds up to 100 KB of a response. */
const maxEntries = 10;
const maxBytes = 900_000;

export function eventbridgeDeliveryResults(client: EventBridgeClient, busName: string): DeliveryResults {
  return {
    async publish(results) {
      for (const batch of packed(results)) await putAll(client, busName, batch);
    },
  };
}

type Entry = Readonly<{ type: string; detail: string }>;

async function putAll(client: EventBridgeClient, busName: string, batch: readonly Entry[]) {
  const { FailedEntryCount, Entries = [] } = await client.send(
    new PutEventsCommand({
      Entries: batch.map(({ type, detail }) => ({
        EventBusName: busName,
        Source: resultSource,
        DetailType: type,
        Detail: detail,
      })),
    }),
  );
  if (!FailedEntryCount) return;
  const code = Entries.find(({ ErrorCode }) => ErrorCode)?.ErrorCode;
  throw new Error(`The bus did not take ${FailedEntryCount} results: ${code ?? 'no reason'}`);
}

function packed(results: readonly DeliveryResult[]): Entry[][] {
  const batches: Entry[][] = [];
  let bytes = 0;
  for (const result of results) {
    const entry = { type: result.kind, detail: busJson(detailOf(result)) };
    const size = Buffer.byteLength(entry.detail);
    const last = batches.at(-1);
    if (last === undefined || last.length === maxEntries || bytes + size > maxBytes) {
      batches.push([entry]);
      bytes = size;
    } else {
      last.push(entry);
      bytes += size;
    }
  }
  return batches;
}

function detailOf(result: DeliveryResult) {
  const { delivery } = result;
  const last = delivery.attempts.at(-1);
  return {
    space: delivery.space,
    webhookId: delivery.webhookId,
    ruleId: delivery.execution?.ruleId,
    deliveryId: delivery.id,
    eventId: delivery.eventId,
    eventType: delivery.eventType,
    state: delivery.state,
    attempts: attemptCount(delivery),
    status: last?.status,
    failure: last?.failure,
    reason: last?.reason ?? delivery.reason,
    response: delivery.response,
    notice: failureNotice(result),
  };
}
