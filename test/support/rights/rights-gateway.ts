import { Agent, createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { portOf } from '../port-of.ts';
import { rightsAskedFor } from './aws-requests.ts';
import type { Call } from './policy.ts';
import { decideByStack, type StackPolicies } from './stack-policies.ts';

/** A call that was refused, and why. */
export type Refusal = Readonly<{ functionName: string; call: string; reason: string }>;

/**
 * Stands between the deployed functions and the emulator, which knows no rights, and refuses what the policies of the stack do
 * not allow. Each function has a port of its own: that is how it is known.
 */
export class RightsGateway {
  readonly refusals: Refusal[] = [];
  readonly #allowed = new Map<string, Call>();
  readonly #servers: Server[] = [];
  /** A connection for each call: one that the emulator closes just then would look like an answer that was lost. */
  readonly #agent = new Agent({ keepAlive: false });
  readonly #emulator: URL;
  readonly #policies: StackPolicies;
  readonly #place: Readonly<{ account: string; region: string }>;

  constructor(input: {
    readonly emulator: string;
    readonly policies: StackPolicies;
    readonly place: Readonly<{ account: string; region: string }>;
  }) {
    this.#emulator = new URL(input.emulator);
    this.#policies = input.policies;
    this.#place = input.place;
  }

  /** Every call that was allowed, once. */
  get calls(): readonly Call[] {
    return [...this.#allowed.values()];
  }

  /** Opens the way of one function; answers the endpoint that it has to call. */
  async open(functionName: string): Promise<string> {
    const role = this.#policies.roles.get(functionName);
    if (role === undefined) throw new Error(`The stack has no function ${functionName}`);
    const server = createServer((incoming, outgoing) => {
      this.#serve({ functionName, role, incoming, outgoing }).catch((error) => outgoing.destroy(error));
    });
    // Longer than functions keep an idle connection (transport.ts), for the same reason.
    server.keepAliveTimeout = 60_000;
    this.#servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${portOf(server)}`;
  }

  async close(): Promise<void> {
    this.#agent.destroy();
    for (const server of this.#servers) {
      server.close();
      server.closeAllConnections();
    }
  }

  async #serve(input: {
    readonly functionName: string;
    readonly role: string;
    readonly incoming: IncomingMessage;
    readonly outgoing: ServerResponse;
  }): Promise<void> {
    const { functionName, role, incoming, outgoing } = input;
    const body = await Buffer.concat(await incoming.toArray());
    const reason = this.#refuses({ functionName, role, incoming, body });
    if (reason !== undefined) {
      outgoing.writeHead(400, {
        'content-type': 'application/x-amz-json-1.0',
        'x-amzn-errortype': 'AccessDeniedException',
      });
      outgoing.end(JSON.stringify({ __type: 'AccessDeniedException', message: reason }));
      return;
    }
    this.#forward({ incoming, body, outgoing });
  }

  #refuses(input: {
    readonly functionName: string;
    readonly role: string;
    readonly incoming: IncomingMessage;
    readonly body: Buffer;
  }): string | undefined {
    const { functionName, role, incoming, body } = input;
    const target = incoming.headers['x-amz-target'];
    const path = incoming.url ?? '';
    try {
      const asked = rightsAskedFor({ path, target: String(target ?? ''), body: body.toString() }, this.#place);
      for (const one of asked) {
        const call = { caller: { role }, ...one };
        const { kind, by } = decideByStack(this.#policies, call);
        if (kind !== 'allowed') {
          throw new Error(
            `${one.action} on ${one.resource} is ${kind === 'denied' ? `denied by ${by.Sid}` : 'not allowed'}`,
          );
        }
        this.#allowed.set(JSON.stringify(call), call);
      }
      return undefined;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.refusals.push({ functionName, call: `${target ?? path} ${body.toString().slice(0, 500)}`, reason });
      return reason;
    }
  }

  #forward(input: {
    readonly incoming: IncomingMessage;
    readonly body: Buffer;
    readonly outgoing: ServerResponse;
  }): void {
    const { incoming, body, outgoing } = input;
    const { hostname, port, host } = this.#emulator;
    const forwarded = request(
      {
        agent: this.#agent,
        hostname,
        port,
        method: incoming.method,
        path: incoming.url,
        headers: { ...incoming.headers, host },
      },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    // As a dropped connection shows to whoever calls AWS itself.
    forwarded.on('error', () => outgoing.destroy());
    outgoing.on('close', () => outgoing.writableFinished || forwarded.destroy());
    forwarded.end(body);
  }
}
