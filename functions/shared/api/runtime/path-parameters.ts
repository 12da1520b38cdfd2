import * as z from 'zod';
import { eventTypeName, ownEventId, scorecardId, spaceIdPattern } from '../../platform/domain/resource-ids.ts';
import { id } from '../../platform/runtime/fields.ts';

/** The path parameters. A value that does not match cannot exist. */
export const pathParameters = {
  space: z
    .string()
    .regex(spaceIdPattern)
    .meta({ description: 'The id of the space.', examples: ['acme'] }),
  keyId: id,
  webhookId: id,
  deliveryId: id,
  replayId: id,
  eventId: ownEventId,
  type: eventTypeName,
  notificationId: eventTypeName,
  ruleId: id,
  executionId: id,
  scorecardId,
  asset: z.string().regex(/^[A-Za-z][\w.-]{0,100}$/),
} as const satisfies Readonly<Record<string, z.ZodType<string>>>;

export type PathParameter = keyof typeof pathParameters;

/** Reads a path parameter; throws for one that the route does not have. */
export type PathReader = (name: PathParameter) => string;
