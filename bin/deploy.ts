import { join } from 'node:path';
import { type DeployArguments, parseDeployArguments, usage } from './deploy/arguments.ts';
import { needsBootstrap, runCdk } from './deploy/cdk-command.ts';
import { nextSteps, readStackOutputs } from './deploy/next-steps.ts';
import { projectDirectory } from './local/places.ts';

const given: DeployArguments = parseDeployArguments(process.argv.slice(2));
switch (given.kind) {
  case 'help':
    console.log(usage());
    break;
  case 'refused':
    console.error(`${given.reason}\n\nAll settings: npm run deploy -- --help`);
    process.exitCode = 1;
    break;
  case 'diff':
  case 'deploy':
    process.exitCode = (await run(given)) ? 0 : 1;
}

/** Builds once, so that what is bootstrapped for, compared and deployed is the same. */
async function run({ kind, settings, given: context, cdk }: Extract<DeployArguments, { kind: 'deploy' | 'diff' }>) {
  const stackName = `Posthorn-${settings.stage}`;
  const assembly = join(projectDirectory, 'cdk.out', settings.stage);
  const outputs = join(assembly, 'outputs.json');
  const account = [
    ...(cdk.profile === undefined ? [] : ['--profile', cdk.profile]),
    ...(cdk.region === undefined ? [] : ['--region', cdk.region]),
  ];
  const names = Object.entries(context).flatMap(([name, value]) => ['-c', `${name}=${asText(value)}`]);
  if (!(await runCdk(['synth', '--quiet', '--output', assembly, ...names, ...account])).succeeded) return false;
  if (kind === 'diff') return (await runCdk(['diff', stackName, '--app', assembly, ...account])).succeeded;
  const deploy = () =>
    runCdk([
      'deploy',
      stackName,
      '--app',
      assembly,
      '--require-approval',
      'never',
      '--outputs-file',
      outputs,
      ...account,
    ]);
  let result = await deploy();
  if (needsBootstrap(result)) {
    console.log('\nThe account was never prepared for the CDK; doing that now.\n');
    if (!(await runCdk(['bootstrap', '--app', assembly, ...account])).succeeded) return false;
    result = await deploy();
  }
  if (result.succeeded) console.log(`\n${nextSteps(settings, readStackOutputs(outputs, stackName))}`);
  return result.succeeded;
}

function asText(value: unknown): string {
  return Array.isArray(value) ? value.join(',') : String(value);
}
