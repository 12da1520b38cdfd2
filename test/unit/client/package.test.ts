import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { projectDirectory } from '../../../bin/shared/project-directory.ts';
import { generatedFolder, generateSources } from '../../../client/generate.ts';

test('the types are those of the present document', async () => {
  for (const [name, source] of Object.entries(await generateSources())) {
    // Mend it with `npm run openapi`.
    expect(readFileSync(new URL(name, generatedFolder), 'utf8') === source).toBe(true);
  }
});

test('the package is plain JavaScript with its types', async () => {
  execFileSync('tsc', ['-p', 'client'], { cwd: projectDirectory, stdio: 'inherit', env: withTools() });
  const built: object = await import(new URL('../../../client/dist/index.js', import.meta.url).href);
  expect(Object.keys(built).sort()).toEqual(['ProblemError', 'createPosthornClient', 'eachItem']);
  expect(readFileSync(new URL('../../../client/dist/index.d.ts', import.meta.url), 'utf8')).toContain('PosthornClient');
});

function withTools(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${projectDirectory}/node_modules/.bin:${process.env.PATH}` };
}
