import * as z from 'zod';
import type { SpaceOwners } from '../application/ports/space-owners.ts';
import type { DynamoDb } from './aws/dynamodb.ts';
import { spaceKey } from './dynamodb-keys.ts';

const spaceItem = z.object({ ownerEmail: z.string() });

export function dynamodbSpaceOwners(client: DynamoDb, table: string): SpaceOwners {
  return {
    async find(space) {
      const { Item } = await client.get({ TableName: table, Key: spaceKey(space) });
      return Item && spaceItem.parse(Item).ownerEmail;
    },
  };
}
