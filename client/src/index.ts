export { type ClientOptions, createPosthornClient, type PosthornClient } from './client.ts';
export { eachItem } from './each-item.ts';
export type * from './generated/schema.ts';
export { ProblemError } from './problem-error.ts';
