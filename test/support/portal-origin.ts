/** The origin of a page of one's own that may show the console of the tests' stack in a frame. */
export const portalOrigin = 'http://portal.localhost';
