import { WriteFault } from '../application/ports.ts';
import type { DynamoDb } from './aws/dynamodb.ts';
import { faultOfCall, tryAgain } from './aws/try-again.ts';

/** One PartiQL statement on one item, with a condition of its own. */
export type Statement = Readonly<{
  text: string;
  parameters: readonly unknown[];
  /** Returns the item that it removes, so that no item in the response means that there was none. */
  returnsItem?: boolean | undefined;
}>;

type Writer = Pick<DynamoDb, 'batchExecuteStatement' | 'backoff'>;

/** `refused`: the condition did not hold, an INSERT found the item there, or a DELETE found none. */
export type StatementOutcome = 'done' | 'refused' | WriteFault;

/** Statements in one BatchExecuteStatement (DynamoDB quota). */
const batchSize = 25;
const refusals: readonly string[] = ['ConditionalCheckFailed', 'DuplicateItem'];

/**
 * Runs writes that each have their own condition, 25 to a call, at the price of single writes (TransactWriteItems would
 * cost twice the units; BatchWriteItem has no conditions). Throttled writes are repeated while there is time. Outcomes
 * are in the order of the statements.
 */
export async function executeStatements(client: Writer, statements: readonly Statement[]) {
  const batches = chunk(statements, batchSize);
  return (await Promise.all(batches.map((batch) => executeBatch(client, batch)))).flat();
}

const executeBatch = (client: Writer, statements: readonly Statement[]) =>
  tryAgain(client.backoff, statements, (open) => executeOnce(client, open));

async function executeOnce(client: Writer, statements: readonly Statement[]): Promise<readonly StatementOutcome[]> {
  try {
    const { Responses = [] } = await client.batchExecuteStatement({
      Statements: statements.map(({ text, parameters }) => ({ Statement: text, Parameters: [...parameters] })),
    });
    return Responses.map(({ Error: refusal, Item }, index) =>
      refusal === undefined && !Item && statements[index]?.returnsItem ? 'refused' : outcomeOf(refusal?.Code),
    );
  } catch (error) {
    const fault = faultOfCall(error);
    return statements.map(() => fault);
  }
}

function outcomeOf(code: string | undefined): StatementOutcome {
  if (code === undefined) return 'done';
  return refusals.includes(code) ? 'refused' : new WriteFault(code);
}

/** An INSERT of a whole item, which is refused when an item has its key. */
export function insertStatement(table: string, item: Readonly<Record<string, unknown>>): Statement {
  const fields = Object.entries(item).filter(([, value]) => value !== undefined);
  return {
    text: `INSERT INTO "${table}" VALUE {${fields.map(([name]) => `'${name}': ?`).join(', ')}}`,
    parameters: fields.map(([, value]) => value),
  };
}

/** The condition of an UPDATE. */
export type Expected = Readonly<{
  equal: Readonly<Record<string, unknown>>;
  less?: Readonly<Record<string, number>> | undefined;
}>;

/** An UPDATE of one item that exists and is as expected: sets members with a value, removes those without. */
export function updateStatement(
  table: string,
  {
    key,
    set,
    expected,
  }: Readonly<{ key: Readonly<Record<string, unknown>>; set: Readonly<Record<string, unknown>>; expected: Expected }>,
): Statement {
  const values = Object.entries(set).filter(([, value]) => value !== undefined);
  const removed = Object.keys(set).filter((name) => set[name] === undefined);
  const equal = Object.entries({ ...key, ...expected.equal });
  const less = Object.entries(expected.less ?? {});
  const conditions = [...equal.map(([name]) => `"${name}" = ?`), ...less.map(([name]) => `"${name}" < ?`)];
  const clauses = [...values.map(([name]) => `SET "${name}" = ?`), ...removed.map((name) => `REMOVE "${name}"`)];
  return {
    text: `UPDATE "${table}" ${clauses.join(' ')} WHERE ${conditions.join(' AND ')}`,
    parameters: [...values, ...equal, ...less].map(([, value]) => value),
  };
}

/**
 * A DELETE of one item, which is refused if there is none: DynamoDB reports success in both cases, and only the item
 * that it returns distinguishes them (DynamoDB developer guide, PartiQL delete statements).
 */
export function deleteStatement(table: string, key: Readonly<Record<string, unknown>>): Statement {
  const equal = Object.entries(key);
  return {
    text: `DELETE FROM "${table}" WHERE ${equal.map(([name]) => `"${name}" = ?`).join(' AND ')} RETURNING ALL OLD *`,
    parameters: equal.map(([, value]) => value),
    returnsItem: true,
  };
}

export function chunk<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
