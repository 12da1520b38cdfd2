import { build } from 'esbuild';
import { packagesIn } from '../../lib/function-bundles.ts';
import { projectDirectory } from '../shared/project-directory.ts';

/** Bundles the construct into one file that needs nothing but the CDK. Returns the folders of the packages in it. */
export async function bundleConstruct(file: string): Promise<readonly string[]> {
  const { metafile } = await build({
    absWorkingDir: projectDirectory,
    entryPoints: ['lib/posthorn.ts'],
    outfile: file,
    bundle: true,
    metafile: true,
    platform: 'node',
    // The oldest that the CDK takes.
    target: 'node20',
    format: 'cjs',
    external: ['aws-cdk-lib', 'constructs'],
    define: { 'import.meta.dirname': '__dirname' },
    logLevel: 'warning',
  });
  return packagesIn(metafile);
}
