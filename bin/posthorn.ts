import { join } from 'node:path';
import { App, Tags } from 'aws-cdk-lib';
import { bundleFunctions } from '../lib/function-bundles.ts';
import { PosthornStack } from '../lib/posthorn-stack.ts';
import { parseStageSettings } from '../lib/stage-settings.ts';

/** The CDK app: reads the stage's settings, bundles the functions, makes the stack. */
const app = new App();
const settings = parseStageSettings(app.node.getAllContext());
const { folder: bundles } = await bundleFunctions(join(app.outdir, 'bundles'));

const stack = new PosthornStack(app, `Posthorn-${settings.stage}`, { settings, bundles });
Tags.of(stack).add('posthorn:stage', settings.stage);
