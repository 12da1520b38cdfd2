import { useParams } from 'react-router';

/** A parameter of the page's address. */
export function useParam(name: string): string {
  const value = useParams()[name];
  if (value === undefined) throw new Error(`The page's address has no ${name}`);
  return value;
}
