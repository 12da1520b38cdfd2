import manifest from '../../../../package.json' with { type: 'json' };

/** Posthorn's version, which endpoints see in `user-agent`. */
export const { version } = manifest;
