import { mailsTo, type ReceivedMail } from '../../bin/local/emulator/mailbox.ts';
import { poll } from '../../bin/shared/poll.ts';
import { stack } from './deployed-stack.ts';

/** A mail comes by the bus, a queue and a function; on a busy machine, when that is cold, this takes seconds. */
const arrivesWithinMs = 90_000;

/** All mails that the local AWS holds for the address, once there are as many as asked for, the first one first. */
export async function mailFor(address: string, count = 1): Promise<readonly ReceivedMail[]> {
  let last: readonly ReceivedMail[] = [];
  const ask = async () => {
    last = await mailsTo(address, stack.endpoint);
    return last.length >= count ? last : undefined;
  };
  const found = await poll({ withinMs: arrivesWithinMs, everyMs: 300, ask });
  if (!found) throw new Error(`${count} mails did not come for ${address}, only ${JSON.stringify(last)}`);
  return found;
}
