/**
 * What the sender and the clients of AWS use of undici. The package's main file is CommonJS and pulls in fetch, WebSocket, caches and mocks,
 * none of which esbuild can leave out by itself.
 */
module.exports = {
  Client: require('../../node_modules/undici/lib/dispatcher/client.js'),
  Pool: require('../../node_modules/undici/lib/dispatcher/pool.js'),
  errors: require('../../node_modules/undici/lib/core/errors.js'),
};
