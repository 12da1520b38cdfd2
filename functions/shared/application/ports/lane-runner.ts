/** The execution of one generation of a webhook's lane. */
export type LaneRun = Readonly<{ webhookId: string; space: string; generation: number; wakeAt: number }>;

/** Runs lanes: sleeps until it is time, wakes the lane, and so on until the lane says that it is over. */
export interface LaneRunner {
  /** Starts an execution unless this generation has been started before. Throws when throttled; it may have started. */
  start(run: LaneRun, now: number): Promise<void>;
}
