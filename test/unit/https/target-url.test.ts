import { describe, expect, test } from '@jest/globals';
import { parseTargetUrl } from '../../../functions/shared/https/domain/target-url.ts';

describe('a target URL', () => {
  test.each([
    'https://example.com/in?x=1#fragment',
    'https://EXAMPLE.com:8443',
    'https://bücher.example/',
    'https://8.8.8.8/',
    'https://[2606:4700::1111]/',
    'https://10.example.com/',
    'https://1.2.3.4.example/',
  ])('%s is taken', (text) => {
    expect(parseTargetUrl(text, [])).toMatchObject({ kind: 'valid' });
  });

  test.each([
    ['http://example.com/', /https/],
    ['ftp://example.com/', /https/],
    ['javascript:alert(1)', /https/],
    ['/relative', /not valid/],
    ['', /not valid/],
    ['https://', /not valid/],
    ['https://exa mple.com', /not valid/],
    ['https://256.1.1.1/', /not valid/],
    [`https://example.com/${'x'.repeat(8000)}`, /8000/],
    ['https://user@example.com/', /user name/],
    ['https://user:secret@example.com/', /user name/],
    ['https://:secret@example.com/', /user name/],
    ['https://127.0.0.1/', /loopback/],
    ['https://127.1/', /loopback/],
    ['https://0x7f.1/', /loopback/],
    ['https://0x7f000001/', /loopback/],
    ['https://2130706433/', /loopback/],
    ['https://017700000001/', /loopback/],
    ['https://127.0.0.1./', /loopback/],
    ['https://１２７.0.0.1/', /loopback/],
    ['https://127%2e0.0.1/', /loopback/],
    ['https:127.0.0.1', /loopback/],
    ['https:\\\\127.0.0.1\\', /loopback/],
    ['https://169.254.169.254/latest/meta-data', /link-local/],
    ['https://0/', /this network/],
    ['https://[::1]/', /global unicast/],
    ['https://[::ffff:127.0.0.1]/', /global unicast/],
    ['https://[0:0:0:0:0:ffff:7f00:0001]/', /global unicast/],
    ['https://[64:ff9b::7f00:1]/', /loopback/],
    ['https://[2002:7f00:1::]/', /6to4/],
  ])('%s is refused', (text, message) => {
    const target = parseTargetUrl(text, []);
    expect(target).toEqual({ kind: 'invalid', message: expect.stringMatching(message) });
    expect(JSON.stringify(target)).not.toContain('secret');
  });

  test('may be local where the stage lets it through', () => {
    expect(parseTargetUrl('https://127.1:8443/', ['127.0.0.0/8'])).toMatchObject({ kind: 'valid' });
    expect(parseTargetUrl('https://10.0.0.1/', ['127.0.0.0/8'])).toMatchObject({ kind: 'invalid' });
  });
});
