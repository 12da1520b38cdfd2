import * as z from 'zod';
import type { DynamoDb } from '../../platform/adapters/aws/dynamodb.ts';
import { spaceKey } from '../../platform/adapters/dynamodb-keys.ts';
import type { SpaceOwners } from '../application/ports.ts';

const spaceItem = z.object({ ownerEmail: z.string() });

export function dynamodbSpaceOwners(client: DynamoDb, table: string): SpaceOwners {
  return {
    async find(space) {
      const { Item } = await client.get({ TableName: table, Key: spaceKey(space) });
      return Item && spaceItem.parse(Item).ownerEmail;
    },
  };
}
