import { join } from 'node:path';
import { projectDirectory } from '../../shared/project-directory.ts';
import { localAccount, localCredentials, localRegion } from '../emulator/environment.ts';
import type { ProcessGroups } from '../process/process-groups.ts';
import type { RunPlaces } from './run-places.ts';

/** The settings of the stage that is deployed locally; the receivers of tests and tours listen on loopback addresses. */
const stageSettings = [
  'stage=local',
  'allowedCidrs=127.0.0.0/8',
  'senderEmail=posthorn@example.com',
  'senderIdentity=posthorn@example.com',
  'alarmEmail=alarms@example.com',
];

export const localStackName = 'Posthorn-local';

/** The CDK's own command line. */
export const cdkProgram = join(projectDirectory, 'node_modules', '.bin', 'cdk');

/** The CDK's own command line, from node_modules, cut off from the internet and from the user's AWS settings. */
export class Cdk {
  readonly #processes: ProcessGroups;
  readonly #places: RunPlaces;
  readonly #environment: Readonly<Record<string, string>>;

  constructor(input: {
    readonly processes: ProcessGroups;
    readonly places: RunPlaces;
    readonly environment: Readonly<Record<string, string>>;
  }) {
    this.#processes = input.processes;
    this.#places = input.places;
    this.#environment = input.environment;
  }

  /** Builds the app with every bundle. Needs no AWS, so it can go on while that starts. */
  async synthesize(added: readonly string[] = []): Promise<void> {
    const settings = [...stageSettings, ...added].flatMap((setting) => ['-c', setting]);
    await this.#run({
      directory: projectDirectory,
      parameters: ['synth', '--quiet', '--output', this.#places.assembly, '--no-lookups', ...settings],
    });
  }

  /** Run outside the project: next to a cdk.json the CLI would build the whole app first, only to find the account. */
  async bootstrap(endpoint: string): Promise<void> {
    await this.#run({
      directory: this.#places.directory,
      parameters: ['bootstrap', `aws://${localAccount}/${localRegion}`],
      endpoint,
    });
  }

  /** Deploys what synthesize() built and writes its outputs. No change set: there is nobody to review it. */
  async deploy(endpoint: string): Promise<void> {
    const { assembly, outputs, directory } = this.#places;
    const how = ['--method', 'direct', '--require-approval', 'never', '--progress', 'events'];
    await this.#run({
      directory,
      parameters: ['deploy', localStackName, '--app', assembly, '--outputs-file', outputs, ...how],
      endpoint,
    });
  }

  async #run(input: {
    readonly directory: string;
    readonly parameters: readonly string[];
    readonly endpoint?: string;
  }): Promise<void> {
    const home = join(this.#places.temporary, 'cdk');
    await this.#processes.run({
      program: cdkProgram,
      parameters: [...input.parameters, '--no-notices'],
      directory: input.directory,
      environment: { ...this.#environment, ...cdkEnvironment({ home, endpoint: input.endpoint }) },
      log: this.#places.log(`cdk-${input.parameters[0]}`),
    });
  }
}

/** What the CDK's command line has to find in its environment: the local AWS, if there is one yet, and nothing of the user's. */
export function cdkEnvironment(places: {
  readonly home: string;
  readonly endpoint: string | undefined;
}): Readonly<Record<string, string>> {
  return {
    CI: '1',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    CDK_HOME: places.home,
    AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
    AWS_REGION: localRegion,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    ...(places.endpoint === undefined ? {} : { AWS_ENDPOINT_URL: places.endpoint }),
  };
}
