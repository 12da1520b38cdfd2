/** The `Source` of results, which no producer may use. */
export const resultSource = 'posthorn';
