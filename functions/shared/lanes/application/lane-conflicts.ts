import { StoreContended } from '../../platform/application/ports.ts';
import type { Lane } from '../domain/lane.ts';

const maxTries = 12;

/** For {@link retryOnConflict}. Writers that collide read again, and mostly find that the first write served them all. */
export const laneConflicts = ({ webhookId }: Pick<Lane, 'webhookId'>) => ({
  maxTries,
  exhausted: (): never => {
    throw new StoreContended(
      `The lane of webhook ${webhookId} was changed by others during each of ${maxTries} tries.`,
    );
  },
});
