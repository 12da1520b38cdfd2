/** The execution of one generation of a webhook's lane. */
export type LaneRun = Readonly<{ webhookId: string; space: string; generation: number; lookAt: number }>;

/** Runs lanes: waits until it is time, has the lane looked at, and so on until that says that it is over. */
export interface LaneRunner {
  /** Starts an execution unless this generation has been started before. Throws when throttled; it may have started. */
  start(run: LaneRun, now: number): Promise<void>;
}
