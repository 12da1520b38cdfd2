import { attemptEnvironment } from '../shared/runtime/attempt-environment.ts';

/** The variables of the dispatch function. */
export const environment = attemptEnvironment;
