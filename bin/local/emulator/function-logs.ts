import { writeFileSync } from 'node:fs';
import * as z from 'zod';
import { localRegion } from './environment.ts';

/** Nobody should wait for logs when all is being stopped. */
const withinMs = 5000;

const groups = z.object({ logGroups: z.array(z.object({ logGroupName: z.string() })) });
const events = z.object({ events: z.array(z.object({ timestamp: z.number(), message: z.string() })) });

type LogLine = Readonly<{ group: string; timestamp: number; message: string }>;

/**
 * Writes what all functions logged to a file, oldest first: the emulator's own log holds only what queue workers say,
 * and CloudWatch Logs ends with it. Does nothing if the emulator does not answer.
 */
export async function saveFunctionLogs(input: { readonly endpoint: string; readonly file: string }): Promise<void> {
  const signal = AbortSignal.timeout(withinMs);
  try {
    const { logGroups } = groups.parse(await ask({ ...input, signal, action: 'DescribeLogGroups', body: {} }));
    const perGroup = await Promise.all(
      logGroups.map(async ({ logGroupName: group }): Promise<readonly LogLine[]> => {
        const body = { logGroupName: group };
        const found = events.parse(await ask({ ...input, signal, action: 'FilterLogEvents', body }));
        return found.events.map((event) => ({ group, ...event }));
      }),
    );
    writeFileSync(input.file, asText(perGroup.flat()));
  } catch (error) {
    writeFileSync(input.file, `The functions' logs could not be read: ${error}\n`);
  }
}

function asText(lines: readonly LogLine[]): string {
  return lines
    .toSorted((a, b) => a.timestamp - b.timestamp)
    .map(({ group, timestamp, message }) => `${new Date(timestamp).toISOString()} ${group} ${message.trimEnd()}\n`)
    .join('');
}

/** The emulator checks no signature, only at the service it names; so no SDK is needed for the two calls. */
async function ask(input: {
  readonly endpoint: string;
  readonly action: string;
  readonly body: object;
  readonly signal: AbortSignal;
}): Promise<unknown> {
  const response = await fetch(`${input.endpoint}/`, {
    method: 'POST',
    headers: {
      'x-amz-target': `Logs_20140328.${input.action}`,
      'content-type': 'application/x-amz-json-1.1',
      authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${localRegion}/logs/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify(input.body),
    signal: input.signal,
  });
  return response.json();
}
