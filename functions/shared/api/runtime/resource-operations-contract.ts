import type * as z from 'zod';
import { noBody, noQuery, pageOf, pageQuery } from '../../platform/runtime/fields.ts';
import { type Operation, operation } from './operation.ts';

/** An operation that is alike for all resources, and what it answers. */
type Described = Pick<Operation, 'route' | 'operationId' | 'summary' | 'description'>;
type Answered<Answer extends z.ZodType> = Described & Readonly<{ answer: Answer }>;

export const listOperation = <Answer extends z.ZodType>({
  plural,
  answer,
  ...described
}: Answered<Answer> & Readonly<{ plural: string }>) =>
  operation({
    ...described,
    query: pageQuery,
    body: noBody,
    success: { status: 200, description: `A page of ${plural}.`, body: pageOf(answer) },
  });

export const readOperation = <Answer extends z.ZodType>({
  noun,
  answer,
  ...described
}: Answered<Answer> & Readonly<{ noun: string }>) =>
  operation({
    ...described,
    query: noQuery,
    body: noBody,
    success: { status: 200, description: `The ${noun}.`, body: answer },
  });

/** The deletion of what has a version, which `If-Match` may name. */
export const deleteOperation = ({ noun, ...described }: Described & Readonly<{ noun: string }>) =>
  operation({
    ...described,
    query: noQuery,
    body: noBody,
    conditional: true,
    success: { status: 204, description: `The ${noun} is deleted.` },
  });
