import { secretKeyring } from '../adapters/secret-keyring.ts';
import { secretsManagerText } from '../adapters/secrets-manager-text.ts';
import { aws } from './aws.ts';

/** The variables of a function that reads or writes secrets in the table. */
export type SealedTableVariables = Readonly<{ TABLE_NAME: string; KEYRING_SECRET_ARN: string }>;

/** The table's client, and the table with the keyring that encrypts its secrets; made once per cold start. */
export function sealedTable({ TABLE_NAME, KEYRING_SECRET_ARN }: SealedTableVariables) {
  const keyring = secretKeyring(secretsManagerText(aws.secretsManager, KEYRING_SECRET_ARN));
  return { client: aws.dynamoDb, sealed: { table: TABLE_NAME, keyring } };
}
