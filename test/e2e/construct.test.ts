import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from '@jest/globals';
import * as z from 'zod';
import { putEvent, readAdminKey, renewAdminKey } from '../../bin/local/emulator/aws-clients.ts';
import { bareEnvironment } from '../../bin/local/emulator/environment.ts';
import { startTlsReceiver } from '../../bin/local/receiver/tls-receiver.ts';
import { cdkEnvironment, cdkProgram } from '../../bin/local/stack/cdk.ts';
import { localApiUrl } from '../../bin/local/stack/running-stack.ts';
import { poll } from '../../bin/shared/poll.ts';
import { projectDirectory } from '../../bin/shared/project-directory.ts';
import { createPosthornClient } from '../../client/src/index.ts';
import { stack } from '../support/deployed-stack.ts';
import { setFunctionVariables } from '../support/function-variables.ts';
import { arrivesWithinMs, authority, certificate } from '../support/tenant.ts';

const run = promisify(execFile);
const { endpoint } = stack;
const stackName = 'Shop';

/** Somebody's CDK app, outside of our tree. */
const app = mkdtempSync(join(tmpdir(), 'posthorn-shop-'));
const environment = bareEnvironment(app);
const outputsFile = z.object({ [stackName]: z.record(z.string(), z.string()) });

afterAll(async () => {
  await fetch(endpoint, { method: 'POST', body: new URLSearchParams({ Action: 'DeleteStack', StackName: stackName }) });
  rmSync(app, { recursive: true });
});

test("the packed construct delivers from an app of somebody's own, made of the lines in docs/construct.md", async () => {
  await installPackage();
  await compile();
  const outputs = await deploy();
  const { AdminKeySecretArn: secretArn = '', BusName: busName = '', ApiUrl = '' } = outputs;

  // What the lines in the documentation rightly do not allow: a receiver on this very machine.
  for (const name of ['manage-configuration', 'dispatch-delivery']) {
    const variables = { ALLOWED_CIDRS: '127.0.0.0/8' };
    await setFunctionVariables({ endpoint, functionName: `posthorn-dev-${name}`, variables });
  }
  await renewAdminKey({ endpoint, secretArn });
  const adminKey = await readAdminKey({ endpoint, secretArn });
  const receiver = await startTlsReceiver({ certificate });
  try {
    await createWebhook({ apiUrl: localApiUrl(endpoint, ApiUrl), adminKey, url: receiver.url });
    await putEvent({ endpoint, busName, type: 'order.paid', detail: { space: 'shop', data: { order: 7 } } });
    const request = await poll({ withinMs: arrivesWithinMs, ask: async () => receiver.requests[0] });
    expect(JSON.parse(String(request?.body))).toMatchObject({ type: 'order.paid', data: { order: 7 } });
  } finally {
    await receiver.close();
  }
}, 600_000);

/** Packs and installs as the documentation says, but for the CDK, which is linked: it is the very one that we install. */
async function installPackage(): Promise<void> {
  const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', app], { cwd: projectDirectory });
  writeFileSync(join(app, 'package.json'), JSON.stringify({ name: 'shop', private: true }));
  const tarball = `./${stdout.trim().split('\n').at(-1)}`;
  await run('npm', ['install', '--silent', '--offline', '--legacy-peer-deps', tarball], { cwd: app });
  const modules = join(app, 'node_modules');
  expect(readdirSync(modules).filter((name) => !name.startsWith('.'))).toEqual(['posthorn']);
  for (const peer of ['aws-cdk-lib', 'constructs']) {
    symlinkSync(join(projectDirectory, 'node_modules', peer), join(modules, peer));
  }
}

/** The lines of the documentation fit the package's types, which need nothing that is not there. */
async function compile(): Promise<void> {
  const [, lines = ''] =
    readFileSync(join(projectDirectory, 'docs/construct.md'), 'utf8').match(/```ts\n(.*?)```/s) ?? [];
  writeFileSync(join(app, 'app.ts'), lines);
  // The CDK's own types need the last of the libraries; all of them are checked, for ours are among them.
  const lib = ['es2022', 'esnext.disposable'];
  const options = { module: 'nodenext', target: 'es2022', lib, strict: true, noEmit: true, types: [] };
  writeFileSync(join(app, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: ['app.ts'] }));
  await run(join(projectDirectory, 'node_modules/.bin/tsc'), [], { cwd: app });
}

async function deploy(): Promise<Readonly<Record<string, string>>> {
  const home = join(app, 'cdk');
  mkdirSync(home);
  const outputs = join(app, 'outputs.json');
  const how = ['--method', 'direct', '--require-approval', 'never', '--outputs-file', outputs, '--no-notices'];
  await run(cdkProgram, ['deploy', stackName, '--app', 'node app.ts', ...how], {
    cwd: app,
    env: { ...environment, ...cdkEnvironment({ home, endpoint }) },
  });
  return outputsFile.parse(JSON.parse(readFileSync(outputs, 'utf8')))[stackName] ?? {};
}

async function createWebhook(input: Readonly<{ apiUrl: string; adminKey: string; url: string }>): Promise<void> {
  const { apiUrl, adminKey, url } = input;
  const admin = createPosthornClient({ baseUrl: apiUrl, token: adminKey });
  await admin.POST('/v1/spaces', { body: { id: 'shop', name: 'Shop', ownerEmail: 'owner@example.com' } });
  const path = { space: 'shop' };
  const { data } = await admin.POST('/v1/spaces/{space}/keys', {
    params: { path },
    body: { name: 'shop', role: 'manager' },
  });
  const tls = { caCertificate: authority.certificatePem };
  const webhook = { name: 'Orders', url, eventTypes: ['order.paid'], tls };
  const manager = createPosthornClient({ baseUrl: apiUrl, token: data.key });
  await manager.POST('/v1/spaces/{space}/webhooks', { params: { path }, body: webhook });
}
