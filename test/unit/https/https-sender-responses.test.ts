import { describe, expect, jest, test } from '@jest/globals';
import { type Fault, faults, startFaultyReceiver } from '../../support/receivers/faulty-receiver.ts';
import { aRequest } from '../../support/records/outgoing-request.ts';
import { startSending } from '../../support/sending.ts';

const { authority, certificate, sender, closed } = await startSending();

const ok = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';

/** An endpoint that does the next thing with each request, over however many connections. */
async function receiverThat(...acts: readonly Fault[]) {
  let requests = 0;
  const receiver = await startFaultyReceiver(certificate, (...connection) => {
    requests += 1;
    acts[requests - 1]?.(...connection);
  });
  closed(receiver);
  const request = aRequest({ url: receiver.url, tls: { caCertificate: authority.certificatePem } });
  return { send: () => sender.send(request), connections: receiver.connections, requests: () => requests };
}

const answers =
  (...pieces: readonly string[]): Fault =>
  (socket) => {
    for (const piece of pieces) socket.write(piece);
  };

describe('a response that is announced', () => {
  test.each([
    ['by a 100 that nobody asked for', ['HTTP/1.1 100 Continue\r\n\r\n', ok]],
    ['by a 100 in the same piece', [`HTTP/1.1 100 Continue\r\n\r\n${ok}`]],
    ['by a 102', ['HTTP/1.1 102 Processing\r\n\r\n', ok]],
    ['by a 103', ['HTTP/1.1 103 Early Hints\r\nlink: </a>; rel=preload\r\n\r\n', ok]],
    [
      'several times, in many pieces',
      [...`HTTP/1.1 103 Early Hints\r\nx: y\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n${ok}`],
    ],
  ])('%s counts, and the connection goes on', async (_, pieces) => {
    const receiver = await receiverThat(answers(...pieces), answers(...pieces), answers(ok));
    for (let request = 1; request <= 3; request += 1) {
      expect(await receiver.send()).toMatchObject({ kind: 'response', status: 200, body: Buffer.from('ok') });
    }
    expect(receiver.connections()).toBe(1);
  });

  test('without end is refused', async () => {
    const detail = '127.0.0.1 sent more than 16 KB of interim responses (1xx) before its response.';
    const receiver = await receiverThat(faults.endlessHints);
    expect(await receiver.send()).toMatchObject({ errorClass: 'protocol_error', detail });
  });

  test('and never comes is a reset', async () => {
    const receiver = await receiverThat((socket) => socket.end('HTTP/1.1 100 Continue\r\n\r\n'));
    expect(await receiver.send()).toMatchObject({ errorClass: 'connection_reset', partial: undefined });
  });
});

describe('on a kept connection, a request is sent again', () => {
  test('when the connection breaks before a byte of the response, at once', async () => {
    const receiver = await receiverThat(answers(ok), (_socket, reset) => reset(), answers(ok));
    await receiver.send();
    expect(await receiver.send()).toMatchObject({ status: 200 });
    expect(receiver.requests()).toBe(3);
  });

  test.each([
    ['a whole header', 'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n'],
    ['a part of the body', 'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nbegun'],
    ['a part of the header', 'HTTP/1.1 2'],
    ['an announcement', 'HTTP/1.1 100 Continue\r\n\r\n'],
  ])('but not after %s', async (_, begun) => {
    const receiver = await receiverThat(answers(ok), (socket) => socket.end(begun), answers(ok));
    await receiver.send();
    expect(await receiver.send()).toMatchObject({ errorClass: 'connection_reset' });
    expect(receiver.requests()).toBe(2);
  });

  test('but not when the endpoint took a second to break it: it may have acted', async () => {
    const before = Math.ceil(performance.now());
    const monotonicClock = jest.spyOn(performance, 'now').mockReturnValue(before);
    closed({ close: () => monotonicClock.mockRestore() });
    const breakAfter =
      (ms: number): Fault =>
      (_socket, reset) => {
        monotonicClock.mockReturnValue(before + ms);
        reset();
      };
    const slow = await receiverThat(answers(ok), breakAfter(1_000), answers(ok));
    await slow.send();
    expect(await slow.send()).toMatchObject({ errorClass: 'connection_reset', durationMs: 1_000 });
    expect(slow.requests()).toBe(2);

    monotonicClock.mockReturnValue(before);
    const quick = await receiverThat(answers(ok), breakAfter(999), answers(ok));
    await quick.send();
    expect(await quick.send()).toMatchObject({ status: 200 });
    expect(quick.requests()).toBe(3);
  });
});
