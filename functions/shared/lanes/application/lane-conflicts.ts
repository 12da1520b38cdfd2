import type { Lane } from '../domain/lane.ts';

/** For {@link retryOnConflict}. Writers that collide read again, and mostly find that the first write served them all. */
export const laneConflicts = ({ webhookId }: Pick<Lane, 'webhookId'>) => ({
  maxTries: 12,
  exhausted: (): never => {
    throw new Error(`The lane of webhook ${webhookId} could not be written: too many others wrote it.`);
  },
});
