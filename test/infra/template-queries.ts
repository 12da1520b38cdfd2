import type { Template } from 'aws-cdk-lib/assertions';

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

/** Whether a value refers to the resource anywhere in it, by Ref or Fn::GetAtt. */
export function refersTo(value: unknown, resourceId: string): boolean {
  return JSON.stringify(value ?? null).includes(`"${resourceId}"`);
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** The value with every intrinsic function replaced by text of the kind a deployment would give. */
export function resolved(value: unknown): string {
  if (typeof value === 'string') return value;
  const text = JSON.stringify(value as Json);
  return /Queue|DeadLetters|RejectedEvents/.test(text) && text.includes('"Ref"')
    ? 'https://sqs.us-east-1.amazonaws.com/123456789012/queue'
    : 'arn:aws:service:us-east-1:123456789012:resource';
}
