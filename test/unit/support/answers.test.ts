import { describe, expect, test } from '@jest/globals';
import { createPortalLink } from '../../../functions/shared/spaces/runtime/keys-contract.ts';
import { bodyOf, checkDocumented, createdId, errorsIn } from '../../support/answers.ts';

const call = { method: 'POST', path: '/v1/spaces/acme/portal-links' };
const link = {
  id: '01JCH5Q2M8Z0V6W3X9Y4T7R1KD',
  role: 'viewer',
  url: 'https://api.example.com/console/#token=phk_1',
  expiresAt: '2026-01-01T00:00:00.000Z',
};
const refusal = {
  type: 'urn:posthorn:problem:invalid',
  title: 'Bad Request',
  status: 400,
  detail: 'role: is required',
  errors: [{ path: 'role', message: 'is required' }],
  requestId: 'JKJaXmPLvHcESHA=',
};

const check =
  (status: number, body: unknown, of = call) =>
  () =>
    checkDocumented(of, { status, body });

describe('a response is checked against the contract of its route', () => {
  test.each([
    ['a success', call, 201, link],
    ['a refusal', call, 400, refusal],
    ['an internal fault', call, 500, { ...refusal, status: 500 }],
    ['no content', { method: 'DELETE', path: '/v1/spaces/acme/webhooks/1' }, 204, undefined],
    ['a path with a query', { method: 'POST', path: `${call.path}?pretty=true` }, 201, link],
    ['a page for people', { method: 'GET', path: '/docs' }, 200, '<html>'],
    ['an unknown path', { method: 'GET', path: '/v2' }, 404, { ...refusal, status: 404 }],
  ])('%s is accepted', (_, of, status, body) => {
    expect(check(status, body, of)).not.toThrow();
  });

  test.each([
    ['a status that the route does not have', 200, link, /does not have this status/],
    ['a fault that the route does not have', 503, { ...refusal, status: 503 }, /does not have this status/],
    ['a missing member', 201, { ...link, url: undefined }, /Invalid/],
    ['a member of another type', 201, { ...link, expiresAt: 'soon' }, /expiresAt/],
    ['a member that is not documented', 201, { ...link, key: 'phk_1' }, /the contract has/],
    ['no body', 201, undefined, /Invalid/],
    ['a refusal that is not a problem', 400, { message: 'no' }, /Invalid/],
    ['a fault that is not a problem', 500, { message: 'no' }, /Invalid/],
  ])('%s is an error', (_, status, body, message) => {
    expect(check(status, body)).toThrow(message);
  });

  test('content where there should be none is an error', () => {
    const remove = { method: 'DELETE', path: '/v1/spaces/acme/webhooks/1' };
    expect(check(204, {}, remove)).toThrow(/Invalid/);
  });
});

test('a body is read as its operation describes it, unless the operation was refused', () => {
  expect(bodyOf(createPortalLink, { status: 201, body: link })).toEqual(link);
  expect(() => bodyOf(createPortalLink, { status: 400, body: refusal })).toThrow(
    /createPortalLink answered 400 .*role: is required/,
  );
  expect(errorsIn({ status: 400, body: refusal })).toEqual(refusal.errors);
});

test('the id of what was created is read only from a response that created something', () => {
  expect(createdId({ status: 202, body: link })).toBe(link.id);
  expect(() => createdId({ status: 200, body: link })).toThrow(/Nothing was created: 200/);
});
