/** Waits for a time in milliseconds. */
export type Pause = (ms: number) => Promise<void>;
