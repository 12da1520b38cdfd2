import { type LocalArguments, parseLocalArguments, usage } from './local/arguments.ts';
import { runLocal } from './local/run-local.ts';

const given: LocalArguments = parseLocalArguments(process.argv.slice(2));
switch (given.kind) {
  case 'help':
    console.log(usage);
    break;
  case 'refused':
    console.error(`${given.reason}\n\n${usage}`);
    process.exitCode = 1;
    break;
  case 'run':
    process.exit(await runLocal(given));
}
