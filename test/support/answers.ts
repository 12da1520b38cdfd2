import * as z from 'zod';
import { id } from '../../functions/shared/platform/runtime/fields.ts';

const identified = z.object({ id });

/** The id in an answer of the API, as the contract has ids. */
export const idIn = (body: unknown): string => identified.parse(body).id;
