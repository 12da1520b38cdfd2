import * as z from 'zod';

/** The scope of rules is matched against it. */
export const scorecardFields = z.strictObject({
  domain: z
    .string()
    .min(1)
    .max(253)
    .meta({ description: 'The domain that is scored.', examples: ['example.com'] }),
  groups: z
    .array(
      z
        .string()
        .regex(
          /^(?:own|followed|portfolio:[A-Za-z0-9_.:~-]{1,128})$/,
          'must be "own", "followed" or "portfolio:" and an id',
        ),
    )
    .max(100)
    .default([])
    .meta({ description: 'The groups that it is in.' }),
});
export type ScorecardFields = Readonly<z.infer<typeof scorecardFields>>;
