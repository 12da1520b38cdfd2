/** Tells the tests where the functions' bundles are. */
export const bundlesVariable = 'POSTHORN_TEST_BUNDLES';

/** The folder that the global setup bundled the functions into. */
export function bundlesFolder(): string {
  const folder = process.env[bundlesVariable];
  if (folder === undefined) throw new Error('Nothing is bundled: run this test in the jest project "infra"');
  return folder;
}
