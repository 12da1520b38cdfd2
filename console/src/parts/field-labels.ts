/** The labels of the forms' fields, by their paths in the API. */
const labels: ReadonlyMap<string, string> = new Map([
  ['id', 'Id'],
  ['name', 'Name'],
  ['description', 'Description'],
  ['ownerEmail', 'Owner email'],
  // Webhooks
  ['url', 'URL'],
  ['method', 'Method'],
  ['headers', 'Headers'],
  ['eventTypes', 'Event types'],
  ['filter', 'Filter'],
  ['payload', 'Payload'],
  ['payload.format', 'Format'],
  ['payload.template', 'Template'],
  ['signature', 'Signature'],
  ['signature.header', 'Signature header'],
  ['secret', 'Secret'],
  ['auth', 'OAuth 2.0'],
  ['auth.tokenUrl', 'Token URL'],
  ['auth.clientId', 'Client id'],
  ['auth.clientSecret', 'Client secret'],
  ['auth.scope', 'Scope'],
  ['auth.audience', 'Audience'],
  ['auth.caCertificate', 'CA certificate of the token endpoint'],
  ['tls', 'Certificates'],
  ['tls.caCertificate', 'CA certificate'],
  ['tls.clientCertificate', 'Client certificate'],
  ['tls.clientKey', 'Client key'],
  ['kind', 'Kind'],
  ['timeouts', 'Timeouts'],
  ['timeouts.connectSeconds', 'Connect timeout'],
  ['timeouts.requestSeconds', 'Request timeout'],
  ['retrySchedule', 'Retry schedule'],
  ['rateLimit', 'Rate limit'],
  ['rateLimit.perSecond', 'Rate limit'],
  ['disableAfterFailingSeconds', 'Disable after failing for'],
  // Rules
  ['enabled', 'Enabled'],
  ['trigger', 'Trigger'],
  ['trigger.eventType', 'Event type'],
  ['trigger.filter', 'Filter'],
  ['scope', 'Scope'],
  ['scope.portfolioId', 'Portfolio id'],
  ['steps', 'Steps'],
  // Events, event types and scorecards
  ['type', 'Type'],
  ['title', 'Title'],
  ['message', 'Message'],
  ['scorecard', 'Scorecard'],
  ['scorecard.id', 'Scorecard'],
  ['data', 'Data'],
  ['schema', 'JSON Schema'],
  ['example', 'Example'],
  ['domain', 'Domain'],
  ['groups', 'Groups'],
]);

/** The label of the field at a path of the API, with the place in it if the field contains JSON. */
export function labelOf(path: string): string {
  const [, step] = /^steps\.(\d+)/.exec(path) ?? [];
  if (step !== undefined) return `Step ${Number(step) + 1}`;
  const [, header] = /^headers\.(.+)/.exec(path) ?? [];
  if (header !== undefined) return `Header ${header}`;
  const parts = path.split('.');
  for (let length = parts.length; length > 0; length -= 1) {
    const label = labels.get(parts.slice(0, length).join('.'));
    if (label === undefined) continue;
    const place = parts.slice(length).join('.');
    // The forms show a list of numbers or words as one field.
    return place === '' || /^\d+$/.test(place) ? label : `${label}, ${place}`;
  }
  return path;
}
