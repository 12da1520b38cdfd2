import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { localAccount, localRegion } from '../../../bin/local/emulator/environment.ts';
import { localStackName } from '../../../bin/local/stack/cdk.ts';
import type { RunPlaces } from '../../../bin/local/stack/run-places.ts';
import { setFunctionVariables } from '../function-variables.ts';
import { RightsGateway } from './rights-gateway.ts';
import { readStackPolicies } from './stack-policies.ts';
import { wrongGrants } from './wrong-grants.ts';

const place = { account: localAccount, region: localRegion };

/** The functions' calls, watched. */
export type WatchedRights = Readonly<{
  /** What was refused, in words. */
  refusals: () => readonly string[];
  /** Which grants nobody used without a reason, or used in spite of one; to be asked when all tests have run. */
  wrongGrants: () => readonly string[];
  close: () => void;
}>;

/** Has every AWS call of the deployed functions judged by the stack's own policies, from now on. */
export async function watchRights(input: Readonly<{ endpoint: string; places: RunPlaces }>): Promise<WatchedRights> {
  const { endpoint, places } = input;
  const template = JSON.parse(readFileSync(join(places.assembly, `${localStackName}.template.json`), 'utf8'));
  const ids = await physicalIds(endpoint);
  const physicalId = (id: string) => {
    const found = ids.get(id);
    if (found === undefined) throw new Error(`The emulator knows no resource ${id} in ${localStackName}`);
    return found;
  };
  const policies = readStackPolicies(template, { ...place, physicalId });
  const gateway = new RightsGateway({ emulator: endpoint, policies, place });
  for (const functionName of policies.roles.keys()) {
    const variables = { AWS_ENDPOINT_URL: await gateway.open(functionName) };
    await setFunctionVariables({ endpoint, functionName, variables });
  }
  return {
    refusals: () => gateway.refusals.map(({ functionName, call, reason }) => `${functionName}: ${reason}\n    ${call}`),
    wrongGrants: () => wrongGrants(policies, [...gateway.calls, ...policies.serviceCalls]),
    close: () => gateway.close(),
  };
}

/** What the resources of the deployed template are called, by their logical ids. */
async function physicalIds(endpoint: string): Promise<ReadonlyMap<string, string>> {
  const body = new URLSearchParams({ Action: 'DescribeStackResources', StackName: localStackName });
  const answer = await (await fetch(endpoint, { method: 'POST', body })).text();
  const members = answer.matchAll(
    /<member>(?=(?:(?!<\/member>).)*<LogicalResourceId>([^<]*))(?=(?:(?!<\/member>).)*<PhysicalResourceId>([^<]*))/gs,
  );
  return new Map([...members].map(([, logical = '', physical = '']) => [logical, physical]));
}
