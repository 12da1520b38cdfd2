/** What stands in the place of something secret. */
export const mask = '***';
