import * as z from 'zod';
import type { RouteKey } from '../../domain/api-routes.ts';
import type { JsonValue } from '../../domain/json.ts';

/** What a route takes and answers. It validates, types the code, and is what the OpenAPI document is made from. */
export type Operation<Body extends z.ZodType = z.ZodType, Query extends z.ZodType = z.ZodType> = Readonly<{
  route: RouteKey;
  operationId: string;
  summary: string;
  description?: string | undefined;
  query: Query;
  body: Body;
  /** A body that is good, for those who read and for those who try out. */
  example?: JsonValue | undefined;
  /** The body is an RFC 7396 merge patch. */
  patch?: boolean | undefined;
  /** The route honours `If-Match`, and where it may create `If-None-Match`. */
  conditional?: boolean | undefined;
  /** The route honours `Idempotency-Key`. */
  repeatable?: boolean | undefined;
  /**
   * The route also takes many bodies at once, in a list under `member`, and judges and answers each by itself. `name` is
   * that of the whole in the document, `answer` what one is answered with.
   */
  batch?: Readonly<{ name: string; member: string; most: number; description: string; answer: z.ZodType }> | undefined;
  /** What success is answered with when there is more to tell than usual. */
  alternative?: Readonly<{ status: 200; description: string; body: z.ZodType }> | undefined;
  success: Readonly<{ status: 200 | 201 | 202 | 204; description: string; body?: z.ZodType | undefined }>;
}>;

/** The form of a body that holds many. */
export const batchOf = <Item extends z.ZodType>(
  { member, most }: Readonly<{ member: string; most: number }>,
  item: Item,
): z.ZodType<Record<string, z.infer<Item>[]>> => {
  const message = `must be a list of 1 to ${most}`;
  return z.strictObject({ [member]: z.array(item, message).min(1, message).max(most, message) });
};

/** Keeps the types of body and query. */
export const operation = <Body extends z.ZodType, Query extends z.ZodType>(
  contract: Operation<Body, Query>,
): Operation<Body, Query> => contract;
