import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';

/** What to answer for a name: addresses of either family, `nxdomain`, or nothing at all. */
export type DnsAnswer = readonly string[] | 'nxdomain' | 'silence';

/** A DNS server of our own on 127.0.0.1, whose answers can change from one question to the next. */
export type DnsServer = Readonly<{
  /** `address:port`, as node's resolvers take it. */
  server: string;
  /** How often IPv4 addresses were asked for. */
  questions: () => number;
  /** Answers that are given in turn; the last one stays. */
  answerWith: (...answers: readonly DnsAnswer[]) => void;
  close: () => Promise<void>;
}>;

const typeA = 1;
const typeAaaa = 28;
const headerBytes = 12;

/** Starts a server with the given answers; a question for IPv6 gets the answer that the last one for IPv4 got. TTL is 0. */
export async function startDnsServer(first: DnsAnswer): Promise<DnsServer> {
  const socket = createSocket('udp4');
  let answers: readonly DnsAnswer[] = [first];
  let current = first;
  let questions = 0;
  const held: (() => void)[] = [];
  socket.on('message', (query, from) => {
    const question = readQuestion(query);
    if (question.type === typeA) {
      const [answer = first, ...rest] = answers;
      questions += 1;
      current = answer;
      if (rest.length > 0) answers = rest;
    }
    const answer = current;
    const reply = (given: Exclude<DnsAnswer, 'silence'>) =>
      socket.send(respond(query, question, given), from.port, from.address);
    if (answer === 'silence') held.push(() => reply('nxdomain'));
    else reply(answer);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return {
    server: `127.0.0.1:${socket.address().port}`,
    questions: () => questions,
    answerWith: (...next) => {
      answers = next;
      current = next[0] ?? first;
    },
    close: async () => {
      // Whoever still waits is let go.
      for (const release of held) release();
      await new Promise<void>((resolve) => setImmediate(resolve));
      await new Promise<void>((resolve) => socket.close(() => resolve()));
    },
  };
}

type Question = Readonly<{ type: number; end: number }>;

/** The first question of a message (RFC 1035, section 4.1.2). */
function readQuestion(query: Buffer): Question {
  let at = headerBytes;
  while (query.readUInt8(at) !== 0) at += query.readUInt8(at) + 1;
  return { type: query.readUInt16BE(at + 1), end: at + 5 };
}

function respond(query: Buffer, { type, end }: Question, answer: readonly string[] | 'nxdomain'): Buffer {
  const all = answer === 'nxdomain' ? [] : answer;
  const addresses = all.filter((address) => typeOf(address) === type);
  const header = Buffer.from(query.subarray(0, headerBytes));
  // A response, recursion available; code 3 is NXDOMAIN.
  header.writeUInt16BE(0x8180 | (answer === 'nxdomain' ? 3 : 0), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(addresses.length, 6);
  header.writeUInt16BE(0, 8);
  header.writeUInt16BE(0, 10);
  return Buffer.concat([header, query.subarray(headerBytes, end), ...addresses.map(addressRecord)]);
}

const typeOf = (address: string) => (isIPv6(address) ? typeAaaa : typeA);

/** A record for the name in the question, with TTL 0. */
function addressRecord(address: string): Buffer {
  const bytes = ipaddr.parse(address).toByteArray();
  const pointerTypeClassTtlLength = [0xc0, headerBytes, 0, typeOf(address), 0, 1, 0, 0, 0, 0, 0, bytes.length];
  return Buffer.from([...pointerTypeClassTtlLength, ...bytes]);
}
