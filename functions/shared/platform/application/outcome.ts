/** An error in the caller's request: `path` is its place, dotted, empty for the whole. */
export type FieldError = Readonly<{ path: string; message: string }>;

/** Why a request is refused. Always an error of the caller; internal faults are thrown. */
export type Refusal =
  | Readonly<{ kind: 'malformed'; detail: string; errors?: readonly FieldError[] | undefined }>
  | Readonly<{ kind: 'invalid'; errors: readonly FieldError[] }>
  | Readonly<{ kind: 'unauthenticated'; detail: string }>
  | Readonly<{ kind: 'forbidden'; detail: string }>
  | Readonly<{ kind: 'not_found'; detail: string }>
  | Readonly<{ kind: 'method_not_allowed'; allowed: readonly string[] }>
  | Readonly<{ kind: 'conflict'; errors: readonly FieldError[] }>
  /** Not possible in the present state; `detail` names the remedy. */
  | Readonly<{ kind: 'wrong_state'; detail: string }>
  /** The resource does not have the version that `If-Match` or `If-None-Match` requires; 0 if it does not exist. */
  | Readonly<{ kind: 'changed'; version: number }>
  | Readonly<{ kind: 'too_large'; limitBytes: number }>
  | Readonly<{ kind: 'wrong_content_type'; expected: string }>
  /** The `Idempotency-Key` was used with another request. */
  | Readonly<{ kind: 'key_reused' }>
  /** Too many concurrent changes of the same resource; nothing was changed. */
  | Readonly<{ kind: 'busy' }>;

export type Outcome<Value> = Readonly<{ ok: true; value: Value }> | Readonly<{ ok: false; refusal: Refusal }>;

export const ok = <Value>(value: Value): Outcome<Value> => ({ ok: true, value });
export const refused = (refusal: Refusal): Outcome<never> => ({ ok: false, refusal });

/** The refusal for a resource that does not exist, or that the caller may not see. */
export const notFound = (what: string): Outcome<never> =>
  refused({ kind: 'not_found', detail: `There is no such ${what}.` });
