import type { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod';

export type Resource = Readonly<{
  id: string;
  properties: Readonly<Record<string, unknown>>;
  deletionPolicy: unknown;
  dependsOn: unknown;
}>;

/** The template's resources of one CloudFormation type. */
export function resourcesOf(template: Template, type: string): readonly Resource[] {
  return Object.entries(template.findResources(type)).map(([id, resource]) => ({
    id,
    properties: resource.Properties ?? {},
    deletionPolicy: resource.DeletionPolicy,
    dependsOn: resource.DependsOn,
  }));
}

const template = z.object({
  Resources: z.record(
    z.string(),
    z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) }),
  ),
});

/** All resources of a template, by their logical ids. */
export const resourcesIn = (synthesized: Template) => template.parse(synthesized.toJSON()).Resources;

/** Whether a value refers to the resource anywhere in it, by Ref or Fn::GetAtt. */
export function refersTo(value: unknown, resourceId: string): boolean {
  return JSON.stringify(value ?? null).includes(`"${resourceId}"`);
}

const statement = z.looseObject({
  Sid: z.string().optional(),
  Effect: z.string(),
  Action: z.union([z.string(), z.array(z.string())]),
  Resource: z.unknown(),
  Principal: z.unknown().optional(),
  Condition: z.unknown().optional(),
});

export type Statement = Readonly<z.output<typeof statement>>;

const document = z.looseObject({ Statement: z.array(statement) });

/** The statements of a policy document. */
export const statementsIn = (policy: unknown): readonly Statement[] => document.parse(policy).Statement;

const environment = z.object({ Variables: z.record(z.string(), z.unknown()).default({}) });

/** The variables of a function's environment. */
export const variablesIn = (value: unknown): Readonly<Record<string, unknown>> =>
  environment.parse(value ?? {}).Variables;

/** The value with every intrinsic function replaced by text of the kind a deployment would give. */
export function resolved(value: unknown): string {
  if (typeof value === 'string') return value;
  const text = JSON.stringify(value);
  return /Queue|DeadLetters|RejectedEvents/.test(text) && text.includes('"Ref"')
    ? 'https://sqs.us-east-1.amazonaws.com/123456789012/queue'
    : 'arn:aws:service:us-east-1:123456789012:resource';
}
