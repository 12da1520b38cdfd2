import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type Authority, makeAuthority } from '../../../bin/local/receiver/certificate.ts';
import { startTlsReceiver, type TlsReceiver } from '../../../bin/local/receiver/tls-receiver.ts';
import { createDnsResolver } from '../../../functions/shared/https/adapters/dns-resolver.ts';
import { createHttpsSender, type HttpsSender } from '../../../functions/shared/https/adapters/https-sender.ts';
import { type DnsAnswer, type DnsServer, startDnsServer } from '../../support/receivers/dns-server.ts';
import { aRequest } from '../../support/records/outgoing-request.ts';

let authority: Authority;
let receiver: TlsReceiver;
let dns: DnsServer;
let sender: HttpsSender;

/** Only this address is let through: 127.0.0.2 stands for every forbidden one, and reaches the same receiver. */
const allowedCidrs = ['127.0.0.1/32'];

beforeAll(async () => {
  authority = await makeAuthority();
  const certificate = await authority.issue({ hosts: ['hooks.test', '127.0.0.1'] });
  receiver = await startTlsReceiver({ certificate, host: 'hooks.test' });
});

afterEach(async () => {
  sender.close();
  await dns.close();
});

afterAll(() => receiver.close());

async function setUp(answer: DnsAnswer): Promise<void> {
  dns = await startDnsServer(answer);
  sender = createHttpsSender({ allowedCidrs, resolve: createDnsResolver([dns.server]) });
}

const send = (changes: Partial<Parameters<typeof aRequest>[0]> = {}) =>
  sender.send(aRequest({ url: receiver.url, tls: { caCertificate: authority.certificatePem }, ...changes }));

const blocked = { kind: 'no_response', errorClass: 'blocked_address' };

describe('a name', () => {
  test('is asked for once, and the connection goes to the address that was checked, by its name', async () => {
    await setUp(['127.0.0.1']);
    expect(await send()).toMatchObject({ kind: 'response', status: 200 });
    expect(dns.questions()).toBe(1);
    const request = receiver.requests.at(-1);
    expect(request?.serverName).toBe('hooks.test');
    expect(request?.headers.host).toBe(`hooks.test:${receiver.port}`);
  });

  test.each<[string, readonly string[]]>([
    ['only answer is forbidden', ['127.0.0.2']],
    ['last answer is forbidden', ['127.0.0.1', '127.0.0.2']],
    ['first answer is forbidden', ['169.254.169.254', '127.0.0.1']],
    ['only answer is forbidden, and IPv6', ['fd00::1']],
    ['IPv6 answer is forbidden', ['127.0.0.1', 'fd00::1']],
    ['IPv6 answer embeds a forbidden address', ['127.0.0.1', '::ffff:10.0.0.1']],
  ])('is refused when its %s', async (_what, answer) => {
    await setUp(answer);
    const before = receiver.connections();
    expect(await send()).toMatchObject(blocked);
    expect(receiver.connections()).toBe(before);
  });

  test('that is rebound is caught by the next connection', async () => {
    await setUp(['127.0.0.1']);
    expect(await send({ webhookId: 'wh_a' })).toMatchObject({ status: 200 });
    dns.answerWith(['127.0.0.2']);
    // The kept connection still leads to the address that was checked.
    expect(await send({ webhookId: 'wh_a' })).toMatchObject({ status: 200 });
    expect(await send({ webhookId: 'wh_b' })).toMatchObject(blocked);
    expect(dns.questions()).toBe(2);
  });

  test.each<[string, DnsAnswer]>([
    ['does not exist', 'nxdomain'],
    ['has no address', []],
  ])('that %s is a failure of DNS', async (_what, answer) => {
    await setUp(answer);
    expect(await send()).toMatchObject({ kind: 'no_response', errorClass: 'dns_error' });
  });

  test('whose server is silent ends on the connect clock', async () => {
    await setUp('silence');
    const timeouts = { connectSeconds: 0.4, requestSeconds: 5 };
    expect(await send({ timeouts })).toMatchObject({ kind: 'no_response', errorClass: 'connect_timeout' });
  });

  test('of this machine is loopback, whatever a server says', async () => {
    await setUp(['8.8.8.8']);
    const strict = createHttpsSender({ allowedCidrs: [], resolve: createDnsResolver([dns.server]) });
    for (const name of ['localhost', 'LOCALHOST.', 'x.localhost']) {
      expect(await strict.send(aRequest({ url: `https://${name}:${receiver.port}/` }))).toMatchObject(blocked);
    }
    expect(dns.questions()).toBe(0);
  });
});

describe('an address in the URL', () => {
  test.each(['127.0.0.2', '0x7f000002', '2130706434', '127.2', '[::1]', '[::ffff:127.0.0.1]', '169.254.169.254'])(
    'spelt %s is refused without a connection',
    async (host) => {
      await setUp(['127.0.0.1']);
      const before = receiver.connections();
      expect(await send({ url: `https://${host}:${receiver.port}/` })).toMatchObject(blocked);
      expect(receiver.connections()).toBe(before);
      expect(dns.questions()).toBe(0);
    },
  );

  test('is called where the stage lets it through', async () => {
    await setUp([]);
    expect(await send({ url: `https://127.1:${receiver.port}/` })).toMatchObject({ status: 200 });
    expect(receiver.requests.at(-1)?.serverName).toBeUndefined();
  });
});
