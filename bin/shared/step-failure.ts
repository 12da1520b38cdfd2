/** A step that could not be done, in words for whoever runs it: what happened, what to do, where the log is. */
export class StepFailure extends Error {
  override readonly name = 'StepFailure';
  readonly log: string | undefined;

  constructor(message: string, log?: string) {
    super(message);
    this.log = log;
  }
}

/** The step was cut short because everything is being stopped; there is nothing to report. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}
