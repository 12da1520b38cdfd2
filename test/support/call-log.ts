/**
 * Stands between a use case and its ports: notes each call, and on demand lets the process die in the midst of one, which
 * takes effect but is never answered.
 */
export class CallLog {
  readonly #calls: string[] = [];
  #left = Number.POSITIVE_INFINITY;

  /** The calls so far, as `port.method`, in the order in which they were made. */
  get calls(): readonly string[] {
    return this.#calls;
  }

  /** Lets the process die in that call from now; 1 is the next. */
  dieInCall(number: number): void {
    this.#left = number;
  }

  /** The port as the use case sees it. */
  around<Port extends object>(name: string, port: Port): Port {
    return new Proxy(port, {
      get: (target, key) => {
        const member: unknown = Reflect.get(target, key, target);
        if (typeof member !== 'function') return member;
        return (...args: readonly unknown[]) =>
          this.#call(`${name}.${String(key)}`, () => Reflect.apply(member, target, args));
      },
    });
  }

  async #call(name: string, call: () => unknown): Promise<unknown> {
    if (this.#left <= 0) return never;
    this.#left -= 1;
    this.#calls.push(name);
    const answer = await call();
    return this.#left <= 0 ? never : answer;
  }
}

const never = new Promise<never>(() => undefined);

/** Until all that waits for no answer has gone on. */
export async function untilQuiet(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
