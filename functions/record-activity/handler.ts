import { dynamodbStatisticsStore } from '../shared/adapters/dynamodb-statistics-store.ts';
import { activityWorker } from '../shared/runtime/activity-worker.ts';
import { aws } from '../shared/runtime/aws.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { workerObservers } from '../shared/runtime/worker-observers.ts';
import { environment } from './env.ts';

const env = readEnvironment(environment);

/** Counts what became of deliveries, from the table's stream. */
export const handler = activityWorker(workerObservers(), {
  statistics: dynamodbStatisticsStore(aws.dynamoDb, env.TABLE_NAME),
});
