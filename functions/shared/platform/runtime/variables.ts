import * as z from 'zod';

/** Allowed networks: comma-separated, and empty everywhere but on a developer's machine. */
export const allowedCidrs = () => z.string().transform((text) => text.split(',').filter((cidr) => cidr !== ''));

/** How long events and deliveries are stored, in days. */
export const retentionDays = () => z.coerce.number().int().min(1);
