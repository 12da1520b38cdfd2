import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { SpaceOwners } from '../application/ports/space-owners.ts';
import { spaceKey } from './dynamodb-keys.ts';

const spaceItem = z.object({ ownerEmail: z.string() });

export function dynamodbSpaceOwners(client: DynamoDBDocumentClient, table: string): SpaceOwners {
  return {
    async find(space) {
      const { Item } = await client.send(new GetCommand({ TableName: table, Key: spaceKey(space) }));
      return Item && spaceItem.parse(Item).ownerEmail;
    },
  };
}
