/** Rooms of functions/shared, the lowest first: a room imports only itself and the rooms before it (docs/architecture.md). */
const rooms = [
  'platform',
  'api',
  'https',
  'spaces',
  'events',
  'rules',
  'webhooks',
  'deliveries',
  'lanes',
  'results',
  'dispatch',
  'statistics',
  'cleanup',
  'console',
  'openapi',
];

const inRooms = (names) => `^functions/shared/(${names.join('|')})/`;
const inLayers = (layers) => `^functions/shared/[^/]+/(${layers.join('|')})/`;
const packages = (names) => `(^|/)node_modules/(${names.join('|')})(/|$)`;

const error = (rule) => ({ severity: 'error', ...rule });

/** A room that nobody has put into the list would escape all rules about rooms. */
const unknownRoom = error({
  name: 'every-room-has-its-place',
  comment: 'Add the new room to the list in .dependency-cruiser.mjs.',
  from: { path: '^functions/shared/', pathNot: inRooms(rooms) },
  to: {},
});

const upwards = rooms.slice(0, -1).map((room, index) =>
  error({
    name: `${room}-imports-only-lower-rooms`,
    comment: 'A room imports itself and the rooms before it in the list of .dependency-cruiser.mjs, none after it.',
    from: { path: inRooms([room]) },
    to: { path: inRooms(rooms.slice(index + 1)) },
  }),
);

const layers = [
  error({
    name: 'domain-imports-nothing-outward',
    comment: 'The domain imports no use case, port, adapter or handler.',
    from: { path: inLayers(['domain']) },
    to: { path: [inLayers(['application', 'adapters', 'runtime']), '^functions/[^/]+/(handler|env)\\.ts$'] },
  }),
  error({
    name: 'application-knows-only-domain-and-ports',
    comment: 'A use case imports the domain and ports; adapters are handed to it.',
    from: { path: inLayers(['application']) },
    to: { path: [inLayers(['adapters', 'runtime']), '^functions/[^/]+/(handler|env)\\.ts$'] },
  }),
  error({
    name: 'adapters-know-no-handler',
    comment: 'An adapter implements ports and knows nothing of handlers.',
    from: { path: inLayers(['adapters']) },
    to: { path: [inLayers(['runtime']), '^functions/[^/]+/(handler|env)\\.ts$'] },
  }),
  error({
    name: 'pure-code-uses-no-sdk',
    comment: 'Domain and application do no input or output of their own.',
    from: { path: inLayers(['domain', 'application']) },
    to: { path: packages(['@aws-sdk', '@smithy', '@middy', '@aws-lambda-powertools', 'undici']) },
  }),
  error({
    name: 'adapters-use-no-middleware',
    comment: 'Middleware belongs to the runtime layer.',
    from: { path: inLayers(['adapters']) },
    to: { path: packages(['@middy']) },
  }),
];

const sides = [
  error({
    name: 'deployed-code-imports-only-deployed-code',
    comment: 'Functions import no code of the CDK app, the command line or the tests.',
    from: { path: '^functions/' },
    to: { path: ['^(lib|bin|test|console)/', packages(['aws-cdk-lib', 'constructs'])] },
  }),
  error({
    name: 'constructs-share-only-constants-and-settings',
    comment: 'The CDK app imports env.ts schemas and the domain, and nothing else of the functions.',
    from: { path: '^lib/' },
    to: { path: [inLayers(['application', 'adapters', 'runtime']), '^functions/[^/]+/handler\\.ts$', '^(bin|test)/'] },
  }),
  error({
    name: 'only-tests-import-tests',
    comment: 'Code that users run imports no test.',
    from: { path: '^(bin|lib|functions|console|client)/' },
    to: { path: '^test/' },
  }),
  error({
    name: 'no-cycles',
    comment: 'Imports form no circle, type imports included: move what both need into a file of its own.',
    from: {},
    to: { circular: true },
  }),
];

export default {
  forbidden: [unknownRoom, ...upwards, ...layers, ...sides],
  options: {
    parser: 'swc',
    // Type imports count, too.
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
  },
};
