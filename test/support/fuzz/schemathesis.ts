import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { copyFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findPython } from '../../../bin/local/emulator/python.ts';
import { localDirectory } from '../../../bin/local/stack/run-places.ts';

const execute = promisify(execFile);
const requirements = join(import.meta.dirname, 'requirements.txt');
const environment = join(localDirectory, 'fuzz');
const command = join(environment, 'bin', 'python');

/** Longest run, in ms; a fuzz run that hangs is a finding of its own. */
const maxRunMs = 8 * 60 * 1_000;

/** Installs Schemathesis from PyPI, in pinned versions, unless it is there. */
export async function installSchemathesis(): Promise<void> {
  const installed = join(environment, 'requirements.txt');
  if (existsSync(installed) && readFileSync(installed, 'utf8') === readFileSync(requirements, 'utf8')) return;
  const { executable } = await findPython();
  const aside = `${environment}.${process.pid}`;
  try {
    await execute(executable, ['-m', 'venv', aside]);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input', '-r', requirements];
    await execute(join(aside, 'bin', 'python'), pip);
    await copyFile(requirements, join(aside, 'requirements.txt'));
    await rm(environment, { recursive: true, force: true });
    await rename(aside, environment);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

export type FuzzRun = Readonly<{
  apiUrl: string;
  key: string;
  /** Stands for every space, unless the fuzzer may think of its own. */
  space?: string;
  /** Operations to try, or all but these. */
  only?: readonly string[];
  except?: readonly string[];
  /** Random cases for each operation. */
  examples: number;
  /** Also every boundary of every schema, one by one, and other random cases in each run: thousands of calls. */
  thorough: boolean;
}>;

/** Tries an API out from its own document, with good and bad data. Answers what it printed, and whether it found nothing. */
export async function fuzz(run: FuzzRun): Promise<Readonly<{ clean: boolean; report: string }>> {
  const directory = mkdtempSync(join(tmpdir(), 'posthorn-fuzz-'));
  await writeFile(join(directory, 'schemathesis.toml'), configuration(run));
  const parameters = [
    ...['-m', 'schemathesis.cli', '--config-file', 'schemathesis.toml', 'run', `${run.apiUrl}/openapi.json`],
    ...['--url', run.apiUrl, '--header', `Authorization: Bearer ${run.key}`],
    ...(run.only ?? []).flatMap((id) => ['--include-operation-id', id]),
    ...(run.except ?? []).flatMap((id) => ['--exclude-operation-id', id]),
    ...['--phases', phasesOf(run)],
    ...['--mode', 'all', '--max-examples', String(run.examples)],
    // A quick run that passed once passes again on the same code.
    ...(run.thorough ? [] : ['--seed', '1']),
    ...['--workers', '2', '--continue-on-failure', '--no-color', '--generation-database', 'none', '--warnings', 'off'],
  ];
  const settings = { cwd: directory, timeout: maxRunMs, maxBuffer: 1e8 };
  try {
    return await new Promise((resolve) => {
      execFile(command, parameters, settings, (error, stdout, stderr) => {
        resolve({ clean: error === null, report: stdout + stderr });
      });
    });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** One operation alone leads nowhere, which the fuzzer takes for a mistake. */
function phasesOf({ only, thorough }: FuzzRun): string {
  const phases = thorough ? ['examples', 'coverage', 'fuzzing'] : ['fuzzing'];
  return [...phases, ...(only?.length === 1 ? [] : ['stateful'])].join(',');
}

/** The statuses other than success that good data may get: none of them follows from one request's schema. */
const alsoGood = ['2xx', '401', '403', '404', '409', '412', '422', '429'];

/**
 * Operations with fields that must fit each other, or an earlier answer, or a rule that no pattern says in all languages: a
 * secret its style, a cursor its list, one header excludes another; a name holds nothing invisible.
 */
const entangled = [
  ...['createSpace', 'changeSpace'],
  ...[
    'createWebhook',
    'changeWebhook',
    'putEventType',
    'putScorecard',
    'createRule',
    'changeRule',
    'createKey',
    'readEvent',
    'testFilter',
  ],
  ...['listSpaces', 'listKeys', 'listWebhooks', 'listNotifications', 'listDeliveries', 'listRules'],
  ...['listScorecards', 'listEventTypes', 'listExecutions', 'listReplays', 'startReplay'],
];

const configuration = ({ space }: FuzzRun): string => `
[parameters]
# The fuzzer takes 0 for a tag in quotes; unit tests have the header's cases.
"header.If-Match" = "*"
${space === undefined ? '' : `"path.space" = ${JSON.stringify(space)}`}

[checks.positive_data_acceptance]
expected-statuses = ${JSON.stringify(alsoGood)}

[checks.negative_data_rejection]
expected-statuses = ["400", "401", "403", "404", "405", "409", "412", "413", "415", "422"]

# A stateful step may put a path that a link led to in the place of the one part that was bad, and still calls the
# request bad (github.com/schemathesis/schemathesis/issues/2983). The other phases send bad data to every operation.
[phases.stateful.checks]
negative_data_rejection.enabled = false

# Of many events the bad ones are refused one by one, in an answer to all.
[[operations]]
include-operation-id = "sendEvent"
checks.negative_data_rejection.expected-statuses = ["207", "400", "401", "403", "404", "413", "415", "422"]
checks.positive_data_acceptance.expected-statuses = ${JSON.stringify([...alsoGood, '400'])}

[[operations]]
include-operation-id = ${JSON.stringify(entangled)}
checks.positive_data_acceptance.expected-statuses = ${JSON.stringify([...alsoGood, '400'])}
`;
