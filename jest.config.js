const project = (name, extra = {}) => ({
  displayName: name,
  rootDir: import.meta.dirname,
  testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': ['@swc/jest', { jsc: { target: 'es2024', parser: { syntax: 'typescript' } }, module: { type: 'es6' } }],
  },
  ...extra,
});

/** Contract and end-to-end tests share one emulator with the real stack deployed into it. */
const onDeployedStack = {
  globalSetup: '<rootDir>/test/support/deployed-stack-setup.ts',
  globalTeardown: '<rootDir>/test/support/deployed-stack-teardown.ts',
  setupFilesAfterEnv: ['<rootDir>/test/support/rights/attend.ts'],
};

/** Tests of the infrastructure share the functions' bundles. */
const onBundles = {
  globalSetup: '<rootDir>/test/support/bundles-setup.ts',
  globalTeardown: '<rootDir>/test/support/bundles-teardown.ts',
};

export default {
  projects: [
    project('unit'),
    project('infra', { ...onBundles, testMatch: ['<rootDir>/test/infra/all.ts'] }),
    project('simulation'),
    project('contract', onDeployedStack),
    project('e2e', onDeployedStack),
  ],
  // One more than the cores that the tests are made for: those on the deployed stack mostly wait.
  maxWorkers: 3,
  testSequencer: '<rootDir>/jest.sequencer.js',
  // Loading the CDK and the deployed stack's cold functions take seconds on a busy machine.
  testTimeout: 30_000,
};
