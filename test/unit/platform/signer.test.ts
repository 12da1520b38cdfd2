import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { requestSigner } from '../../../functions/shared/platform/adapters/aws/signer.ts';

// AWS's own vectors: Signature Version 4 test suite, "post-vanilla" and "post-sts-token/post-sts-header-before".
const sessionToken =
  'AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==';
const plain = '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b';
const withToken = '85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead';

const environment = { ...process.env };

beforeEach(() => {
  jest.useFakeTimers({ now: new Date('2015-08-30T12:36:00Z') });
  process.env.AWS_ACCESS_KEY_ID = 'AKIDEXAMPLE';
  process.env.AWS_SECRET_ACCESS_KEY = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
});
afterEach(() => {
  jest.useRealTimers();
  process.env = environment;
});

const sign = requestSigner({ service: 'service', region: 'us-east-1', url: new URL('https://example.amazonaws.com') });
const signature = async () => (await sign({ headers: {}, body: new Uint8Array() })).authorization;

test('a request is signed as AWS’s own vectors are, time and again', async () => {
  for (let time = 0; time < 3; time += 1) {
    expect(await signature()).toBe(
      `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=${plain}`,
    );
  }
});

test('credentials that are renewed in the environment sign the very next request', async () => {
  expect(await signature()).toContain(plain);
  process.env.AWS_SESSION_TOKEN = sessionToken;
  expect(await signature()).toContain(withToken);
  process.env.AWS_SECRET_ACCESS_KEY = 'another';
  expect(await signature()).not.toContain(withToken);
  delete process.env.AWS_SESSION_TOKEN;
  process.env.AWS_SECRET_ACCESS_KEY = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
  expect(await signature()).toContain(plain);
});
