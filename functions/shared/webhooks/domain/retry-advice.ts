/** When a failed delivery is retried. */
export type RetryAdvice =
  | Readonly<{ kind: 'on_schedule' }>
  /** The receiver asked for no requests until then. */
  | Readonly<{ kind: 'not_before'; at: Date }>
  /** Another attempt could not help, or the receiver has acted already. */
  | Readonly<{ kind: 'never' }>
  /** The address is forbidden: the delivery ends. */
  | Readonly<{ kind: 'blocked' }>
  /** The receiver is gone for good (410): the delivery ends and the webhook is disabled. */
  | Readonly<{ kind: 'disable_webhook' }>;
