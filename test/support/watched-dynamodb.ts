import type { DynamoDb } from '../../functions/shared/platform/adapters/aws/dynamodb.ts';

type Watch = <Answer>(operation: string, call: () => Promise<Answer>) => Promise<Answer>;

/** A client whose every call goes through `watch`, which may count it, or crash before or after it. */
export function watchedDynamoDb(client: DynamoDb, watch: Watch): DynamoDb {
  return new Proxy(client, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (name === 'backoff' || typeof member !== 'function') return member;
      return (input: unknown) => watch(String(name), () => member.call(target, input));
    },
  });
}
