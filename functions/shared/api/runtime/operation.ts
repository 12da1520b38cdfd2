import * as z from 'zod';
import type { JsonValue } from '../../platform/domain/json.ts';
import type { RouteKey } from '../domain/api-routes.ts';

/** The request and answers of a route. It validates, types the code, and is the source of the OpenAPI document. */
export type Operation<
  Body extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Answer extends z.ZodType = z.ZodType,
> = Readonly<{
  route: RouteKey;
  operationId: string;
  summary: string;
  description?: string | undefined;
  query: Query;
  body: Body;
  /** A valid body, for documentation and for tests. */
  example?: JsonValue | undefined;
  /** The body is an RFC 7396 merge patch. */
  patch?: boolean | undefined;
  /** The route honours `If-Match`, and where it may create `If-None-Match`. */
  conditional?: boolean | undefined;
  /** The route honours `Idempotency-Key`. */
  repeatable?: boolean | undefined;
  /**
   * The route also takes many bodies at once, in a list under `member`, and checks and answers each by itself. `name`
   * is that of the whole in the document, `response` the response to one.
   */
  batch?:
    | Readonly<{ name: string; member: string; most: number; description: string; response: z.ZodType }>
    | undefined;
  /** A second success answer, with more content than the usual one. */
  alternative?: Readonly<{ status: 200; description: string; body: z.ZodType }> | undefined;
  success: Readonly<{ status: 200 | 201 | 202 | 204; description: string; body?: Answer | undefined }>;
}>;

/** The form of a body that holds many. */
export const batchOf = <Item extends z.ZodType>(
  { member, most }: Readonly<{ member: string; most: number }>,
  item: Item,
): z.ZodType<Record<string, z.infer<Item>[]>> => {
  const message = `must be a list of 1 to ${most}`;
  return z.strictObject({ [member]: z.array(item, message).min(1, message).max(most, message) });
};

/** Keeps the types of body, query and answer. */
export const operation = <Body extends z.ZodType, Query extends z.ZodType, Answer extends z.ZodType>(
  contract: Operation<Body, Query, Answer>,
): Operation<Body, Query, Answer> => contract;
