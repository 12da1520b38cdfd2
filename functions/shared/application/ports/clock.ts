/** The time, handed in so that use cases can be run under a simulated clock. */
export interface Clock {
  now(): Date;
}
