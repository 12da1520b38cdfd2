import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { bundleFunctions } from '../lib/function-bundles.ts';
import { PosthornStack } from '../lib/posthorn-stack.ts';
import { givenSettings, parseStageSettings, stackNameOf } from '../lib/stage-settings.ts';

/** The CDK app: reads the stage's settings, bundles the functions, makes the stack. */
const app = new App();
const context = app.node.getAllContext();
const settings = parseStageSettings(context);
const { folder: bundles } = await bundleFunctions(join(app.outdir, 'bundles'));

new PosthornStack(app, stackNameOf(settings.stage), { settings, given: givenSettings(context), bundles });
