import { readFileSync } from 'node:fs';
// The rest of what the deployed function holds in memory.
import '../../../functions/dispatch-delivery/handler.ts';
import { createHttpsSender } from '../../../functions/shared/https/adapters/https-sender.ts';
import type { HttpResult } from '../../../functions/shared/https/domain/http-result.ts';
import { aRequest } from '../records/outgoing-request.ts';

// Run as a process of its own, so that its memory is the dispatcher's alone: sends ten requests at once to a URL, and prints
// what came of them with the most memory it ever held.
const [authority = '', url = ''] = process.argv.slice(2);
const sender = createHttpsSender({ allowedCidrs: ['127.0.0.0/8'] });
const timeouts = { connectSeconds: 10, requestSeconds: 10 };
const tls = { caCertificate: Buffer.from(authority, 'base64').toString() };

const results = await Promise.all(
  Array.from({ length: 10 }, (_, index) => sender.send(aRequest({ webhookId: `wh_${index}`, url, tls, timeouts }))),
);
sender.close();
process.stdout.write(JSON.stringify({ outcomes: results.map(describe), peakKb: peakMemoryKb() }));

function describe(result: HttpResult): string {
  return result.kind === 'response' ? `${result.body.length} bytes, truncated: ${result.truncated}` : result.detail;
}

/** From the kernel's own record: `resourceUsage` would count the process that started this one. */
function peakMemoryKb(): number {
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
}
