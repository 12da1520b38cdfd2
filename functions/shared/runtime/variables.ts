import * as z from 'zod';

/** Networks that are let through: comma-separated, and empty everywhere but on a developer's machine. */
export const allowedCidrs = () => z.string().transform((text) => text.split(',').filter((cidr) => cidr !== ''));

/** How long events and deliveries are kept, in days. */
export const retentionDays = () => z.coerce.number().int().min(1);
