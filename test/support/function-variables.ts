import * as z from 'zod';

const configuration = z.object({
  Environment: z.object({ Variables: z.record(z.string(), z.string()).optional() }).optional(),
});

/** Sets variables of a deployed function beside those it has; what runs of it ends, so that the next call finds them. */
export async function setFunctionVariables(input: {
  readonly endpoint: string;
  readonly functionName: string;
  readonly variables: Readonly<Record<string, string>>;
}): Promise<void> {
  const url = `${input.endpoint}/2015-03-31/functions/${input.functionName}/configuration`;
  const found = await fetch(url);
  const { Environment } = configuration.parse(await found.json());
  const Variables = { ...Environment?.Variables, ...input.variables };
  const changed = await fetch(url, { method: 'PUT', body: JSON.stringify({ Environment: { Variables } }) });
  if (!changed.ok) throw new Error(`${url} answered ${changed.status}: ${await changed.text()}`);
}
