import type { JsonPath } from '../json-path.ts';

/** A place in a pattern, and how to say what is wrong there. */
export type Place = Readonly<{ path: JsonPath; report: (path: JsonPath, message: string) => void }>;

export const within = ({ path, report }: Place, ...steps: JsonPath): Place => ({ path: [...path, ...steps], report });

/** Reports what is wrong at the place; answers nothing, which is what can be read there. */
export function refuse({ path, report }: Place, message: string): undefined {
  report(path, message);
}
