/** The execution of one generation of a webhook's lane. */
export type LaneRun = Readonly<{ webhookId: string; space: string; generation: number; wakeAt: number }>;

/** Runs lanes: sleeps until the next wake is due, wakes the lane, and repeats until the lane ends the execution. */
export interface LaneRunner {
  /** Starts an execution unless this generation has been started before. Throws when throttled; it may have started. */
  start(run: LaneRun, now: number): Promise<void>;
}
