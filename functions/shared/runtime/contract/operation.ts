import type * as z from 'zod';
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
  /** What success is answered with when there is more to tell than usual. */
  alternative?: Readonly<{ status: 200; description: string; body: z.ZodType }> | undefined;
  success: Readonly<{ status: 200 | 201 | 202 | 204; description: string; body?: z.ZodType | undefined }>;
}>;

/** Keeps the types of body and query. */
export const operation = <Body extends z.ZodType, Query extends z.ZodType>(
  contract: Operation<Body, Query>,
): Operation<Body, Query> => contract;
