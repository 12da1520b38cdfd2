import * as z from 'zod';

/** The variables of the function that serves the console. */
export const environment = z.object({
  /** Origins whose pages may show the console in a frame, separated by spaces. */
  FRAME_ANCESTORS: z.string(),
});
