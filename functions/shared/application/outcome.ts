/** A thing wrong with what the caller sent: `path` is where, dotted, empty for the whole. */
export type FieldError = Readonly<{ path: string; message: string }>;

/** Why a request is not carried out. Always the caller's to mend; faults of ours are thrown. */
export type Refusal =
  | Readonly<{ kind: 'malformed'; detail: string; errors?: readonly FieldError[] | undefined }>
  | Readonly<{ kind: 'invalid'; errors: readonly FieldError[] }>
  | Readonly<{ kind: 'unauthenticated'; detail: string }>
  | Readonly<{ kind: 'forbidden'; detail: string }>
  | Readonly<{ kind: 'not_found'; detail: string }>
  | Readonly<{ kind: 'method_not_allowed'; allowed: readonly string[] }>
  | Readonly<{ kind: 'conflict'; errors: readonly FieldError[] }>
  /** Not as things stand now; `detail` says what to do first. */
  | Readonly<{ kind: 'wrong_state'; detail: string }>
  /** The resource is not at the version that `If-Match` or `If-None-Match` asks for; 0 when there is none. */
  | Readonly<{ kind: 'changed'; version: number }>
  | Readonly<{ kind: 'too_large'; limitBytes: number }>
  | Readonly<{ kind: 'wrong_content_type'; expected: string }>
  /** The `Idempotency-Key` came before with another request. */
  | Readonly<{ kind: 'key_reused' }>
  /** Too many changes of the same thing at once; nothing was changed. */
  | Readonly<{ kind: 'busy' }>;

export type Outcome<Value> = Readonly<{ ok: true; value: Value }> | Readonly<{ ok: false; refusal: Refusal }>;

export const ok = <Value>(value: Value): Outcome<Value> => ({ ok: true, value });
export const refused = (refusal: Refusal): Outcome<never> => ({ ok: false, refusal });

/** The refusal for something that is not there, or not for this caller to see. */
export const notFound = (what: string): Outcome<never> =>
  refused({ kind: 'not_found', detail: `There is no such ${what}.` });
