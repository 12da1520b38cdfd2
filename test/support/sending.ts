import { afterAll, afterEach } from '@jest/globals';
import { type Authority, type IssuedCertificate, makeAuthority } from '../../bin/local/receiver/certificate.ts';
import { startTlsReceiver, type TlsReceiver } from '../../bin/local/receiver/tls-receiver.ts';
import { createHttpsSender, type HttpsSender } from '../../functions/shared/https/adapters/https-sender.ts';

/** What tests of the sender need: a sender that may call this machine, and an endpoint whose authority is known. */
export type Sending = Readonly<{
  authority: Authority;
  /** Good for 127.0.0.1 and hooks.test; the receiver shows it too. */
  certificate: IssuedCertificate;
  receiver: TlsReceiver;
  sender: HttpsSender;
  /** Closes something after the test. */
  closed: <T extends Readonly<{ close: () => unknown }>>(thing: T) => T;
}>;

/** Starts them for the whole file that calls, and closes them after it. */
export async function startSending(): Promise<Sending> {
  const authority = await makeAuthority();
  const certificate = await authority.issue({ hosts: ['127.0.0.1', 'hooks.test'] });
  const receiver = await startTlsReceiver({ certificate });
  const sender = createHttpsSender({ allowedCidrs: ['127.0.0.0/8'] });
  const closing: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });
  afterAll(async () => {
    sender.close();
    await receiver.close();
  });
  return {
    authority,
    certificate,
    receiver,
    sender,
    closed: (thing) => {
      closing.push(thing.close);
      return thing;
    },
  };
}
