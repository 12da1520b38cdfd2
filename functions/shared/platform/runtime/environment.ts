import type * as z from 'zod';

/** Reads the function's variables once per cold start. Throws, naming each variable that is missing or wrong. */
export function readEnvironment<Schema extends z.ZodType>(schema: Schema): z.infer<Schema> {
  const parsed = schema.safeParse(process.env);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new Error(`The function's environment does not fit: ${faults.join('; ')}. Deploy the stack again.`);
}
