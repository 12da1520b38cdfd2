import { type DeployCommand, parseDeployArguments, usage } from './deploy/arguments.ts';
import { runDeploy } from './deploy/run-deploy.ts';

const given = parseDeployArguments(process.argv.slice(2));
switch (given.kind) {
  case 'help':
    console.log(usage());
    break;
  case 'refused':
    console.error(`${given.reason}\n\nAll settings: npm run deploy -- --help`);
    process.exitCode = 1;
    break;
  case 'run':
    process.exitCode = (await run(given.command)) ? 0 : 1;
}

/** What AWS refuses (no credentials, no right, no network) it says in its own words; a stack trace would add nothing. */
async function run(command: DeployCommand): Promise<boolean> {
  try {
    return await runDeploy(command);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return false;
  }
}
