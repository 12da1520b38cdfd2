/** Checks whether a request came through the firewall in front of the API. */
export interface OriginCheck {
  /** @param shown the value of the origin header, if the request has one */
  admits(shown: string | undefined): Promise<boolean>;
}
