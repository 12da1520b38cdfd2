import type * as z from 'zod';
import { noBody, noQuery, pageOf, pageQuery } from '../../platform/runtime/fields.ts';
import { type Operation, operation } from './operation.ts';

/** An operation that is alike for all resources, and its response. */
type Described = Pick<Operation, 'route' | 'operationId' | 'summary' | 'description'>;
type WithResponse<Response extends z.ZodType> = Described & Readonly<{ response: Response }>;

export const listOperation = <Response extends z.ZodType>({
  plural,
  response,
  ...described
}: WithResponse<Response> & Readonly<{ plural: string }>) =>
  operation({
    ...described,
    query: pageQuery,
    body: noBody,
    success: { status: 200, description: `A page of ${plural}.`, body: pageOf(response) },
  });

export const readOperation = <Response extends z.ZodType>({
  noun,
  response,
  ...described
}: WithResponse<Response> & Readonly<{ noun: string }>) =>
  operation({
    ...described,
    query: noQuery,
    body: noBody,
    success: { status: 200, description: `The ${noun}.`, body: response },
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
