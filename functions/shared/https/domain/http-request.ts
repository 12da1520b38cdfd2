export const httpMethods = ['POST', 'PUT'] as const;
export type HttpMethod = (typeof httpMethods)[number];

/** PEM texts: a custom certificate authority to trust, and a client certificate with its key for mutual TLS. */
export type TlsSettings = Readonly<{
  caCertificate?: string | undefined;
  clientCertificate?: string | undefined;
  clientKey?: string | undefined;
}>;

/** Two independent timeouts, in seconds: connect (DNS, TCP, TLS) and request (first byte written to last byte read). */
export type Timeouts = Readonly<{ connectSeconds: number; requestSeconds: number }>;

/** One HTTP request, complete and ready to be sent. */
export type OutgoingRequest = Readonly<{
  /** Connections are kept open per webhook, never shared between two. */
  webhookId: string;
  url: string;
  method: HttpMethod;
  headers: Readonly<Record<string, string>>;
  /** The exact bytes that are signed and sent. */
  body: Uint8Array;
  tls: TlsSettings;
  timeouts: Timeouts;
}>;
