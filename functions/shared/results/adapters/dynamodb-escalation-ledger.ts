import * as z from 'zod';
import type { DynamoDb } from '../../platform/adapters/aws/dynamodb.ts';
import { dueEscalationsPartition, escalationKey, laneIndex } from '../../platform/adapters/dynamodb-keys.ts';
import { putVersion } from '../../platform/adapters/dynamodb-versions.ts';
import { ttlAfter } from '../../platform/adapters/retention.ts';
import type { EscalationLedger } from '../application/ports.ts';
import { escalationDueAt, escalationKinds, failureNoticeSchema, namedWebhookSchema } from '../domain/escalation.ts';

const escalationItem = z.object({
  owner: z.string(),
  notice: failureNoticeSchema,
  unmailed: z.number(),
  unmailedSince: z.number(),
  quietUntil: z.number(),
  mailing: z.object({ count: z.number(), until: z.number() }).optional(),
  webhooks: z.array(namedWebhookSchema).optional(),
  refusals: z.number().optional(),
  seen: z.array(z.string()),
  version: z.number(),
});

const indexEntry = z.object({ pk: z.string(), sk: z.string() });
const kind = z.enum(escalationKinds);

/** Due mails found by one query; the next query finds the others. */
const dueLimit = 200;
/** An entry is stored this long after its quiet time, when it has no effect any more. */
const storedDays = 1;

export function dynamodbEscalationLedger(client: DynamoDb, table: string): EscalationLedger {
  return {
    async find({ owner, kind: of, targetId }) {
      const Key = escalationKey(owner, of, targetId);
      const { Item } = await client.get({ TableName: table, Key, ConsistentRead: true });
      return Item && escalationItem.parse(Item);
    },
    async write(escalation) {
      const { owner, notice, version } = escalation;
      const dueAt = escalationDueAt(escalation);
      const item = {
        ...escalationKey(owner, notice.kind, notice.target.id),
        ...escalation,
        ...(dueAt === undefined
          ? { ttl: ttlAfter(escalation.quietUntil, storedDays) }
          : { lane: dueEscalationsPartition, dueAt: new Date(dueAt).toISOString() }),
      };
      return (await putVersion(client, { table, item, version })) ? 'written' : 'conflict';
    },
    async dueBy(time) {
      const { Items = [] } = await client.query({
        TableName: table,
        IndexName: laneIndex,
        KeyConditionExpression: 'lane = :lane AND dueAt <= :time',
        ExpressionAttributeValues: { ':lane': dueEscalationsPartition, ':time': new Date(time).toISOString() },
        Limit: dueLimit,
      });
      return Items.map((item) => {
        const { pk, sk } = indexEntry.parse(item);
        const [of = '', ...rest] = sk.split('#');
        return { owner: pk.slice(escalationKey('', '', '').pk.length), kind: kind.parse(of), targetId: rest.join('#') };
      });
    },
  };
}
