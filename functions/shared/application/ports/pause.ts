/** Lets time go by, in milliseconds. */
export type Pause = (ms: number) => Promise<void>;
