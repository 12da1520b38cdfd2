import { aws } from '../shared/platform/runtime/aws.ts';
import { readEnvironment } from '../shared/platform/runtime/environment.ts';
import { workerObservers } from '../shared/platform/runtime/worker-observers.ts';
import { dynamodbStatisticsStore } from '../shared/statistics/adapters/dynamodb-statistics-store.ts';
import {
  dynamodbDeliveryIndex,
  dynamodbEventIndex,
  dynamodbFailureIndex,
} from '../shared/statistics/adapters/dynamodb-time-index.ts';
import { activityWorker } from '../shared/statistics/runtime/activity-worker.ts';
import { environment } from './env.ts';

const env = readEnvironment(environment);
const client = aws.dynamoDb;
const kept = { table: env.TABLE_NAME, retentionDays: env.RETENTION_DAYS };

/** Counts the outcomes of deliveries, and lists them and events by space, from the table's stream. */
export const handler = activityWorker(workerObservers(), {
  statistics: dynamodbStatisticsStore(client, env.TABLE_NAME),
  deliveryIndex: dynamodbDeliveryIndex(client, kept),
  failureIndex: dynamodbFailureIndex(client, kept),
  eventIndex: dynamodbEventIndex(client, kept),
});
