import { quantile } from '../support/quantile.ts';

export { quantile };

/** Prints rows under headings, numbers to the right. */
export function printTable(
  title: string,
  headings: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): void {
  const cells = [headings, ...rows.map((row) => row.map(String))];
  const widths = headings.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `  ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('   ')}`;
  console.log(`\n${title}\n`);
  for (const [index, row] of cells.entries()) {
    console.log(line(row));
    if (index === 0) console.log(line(widths.map((width) => '-'.repeat(width))));
  }
}

export function note(text: string): void {
  console.log(`\n  ${text}`);
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);
