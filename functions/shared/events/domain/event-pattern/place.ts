import type { JsonPath } from '../../../platform/domain/json-path.ts';

/** A place in a pattern, and how to report an error there. */
export type Place = Readonly<{ path: JsonPath; report: (path: JsonPath, message: string) => void }>;

export const within = ({ path, report }: Place, ...steps: JsonPath): Place => ({ path: [...path, ...steps], report });

/** Reports an error at the place; returns undefined as the parsed value. */
export function refuse({ path, report }: Place, message: string): undefined {
  report(path, message);
}
