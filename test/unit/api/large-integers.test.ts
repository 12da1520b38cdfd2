import { beforeEach, describe, expect, test } from '@jest/globals';
import { errorsIn } from '../../support/answers.ts';
import { InProcessApi } from '../../support/in-process-api.ts';

let api: InProcessApi;
let key: string;

beforeEach(async () => {
  api = new InProcessApi();
  key = await api.createSpace('acme');
});

const send = (data: string) =>
  api.call({ method: 'POST', path: '/v1/spaces/acme/events', key, body: `{"type":"a","data":${data}}` });
const message = 'must be an integer of at most 64 bits, the limit of the bus: send larger ones as strings';

describe('an integer of an event', () => {
  test.each([
    ['9223372036854775808', 'data'],
    ['-9223372036854775809', 'data'],
    ['[1,{"id":12345678901234567890}]', 'data.1.id'],
    ['{"a.b":99999999999999999999}', 'data.a.b'],
    ['1e20', 'data'],
  ])('beyond 64 bits is refused with its place: %s', async (data, path) => {
    expect(await send(data)).toMatchObject({ status: 400, body: { errors: [{ path, message }] } });
    expect(api.publisher.published).toEqual([]);
  });

  test('is refused beside all others, and beside what the schema says', async () => {
    const schema = { properties: { c: { type: 'string' } } };
    await api.call({ method: 'PUT', path: '/v1/spaces/acme/event-types/a', key, body: { schema } });
    const answer = await send('{"a":9223372036854775808,"b":-1e19,"c":1}');
    expect(
      errorsIn(answer)
        .map(({ path }) => path)
        .sort(),
    ).toEqual(['data.a', 'data.b', 'data.c']);
  });

  test.each(['9223372036854774784', '-9223372036854774784', '4611686018427387904', '1e21', '-1.5e300', '0.1', '-0'])(
    'that the bus takes, or no integer as it is written, is taken: %s',
    async (data) => {
      expect(await send(data)).toMatchObject({ status: 202 });
    },
  );
});
