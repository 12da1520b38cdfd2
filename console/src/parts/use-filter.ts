import { useSearchParams } from 'react-router';

/** The filter of a list. It is stored in the address of the page, so links and Back restore it. */
export function useFilter<Name extends string>(names: readonly Name[]) {
  const [parameters, setParameters] = useSearchParams();
  const filter: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const value = parameters.get(name);
    if (value !== null && value !== '') filter[name] = value;
  }
  const setFilter = (next: Readonly<Partial<Record<Name, string>>>) =>
    setParameters(
      (before) => {
        const after = new URLSearchParams(before);
        for (const name of names) {
          const value = next[name];
          if (value === undefined || value === '') after.delete(name);
          else after.set(name, value);
        }
        return after;
      },
      { replace: true },
    );
  return [filter, setFilter] as const;
}
