/** The current time, injected so that use cases can run under a simulated clock. */
export interface Clock {
  now(): Date;
}
