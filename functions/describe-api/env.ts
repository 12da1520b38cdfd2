import * as z from 'zod';

/** The variables of the function that describes the API: it needs none. */
export const environment = z.object({});
