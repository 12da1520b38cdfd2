/** The header by which the firewall in front of the API shows that a request came through it. */
export const originHeader = 'x-origin-secret';
