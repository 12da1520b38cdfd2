import { describe, expect, test } from '@jest/globals';
import { checkAddress } from '../../../functions/shared/https/domain/address-guard.ts';

/** Both ends of each forbidden network, and embedded forms of forbidden IPv4 addresses. */
const refused = [
  ...['0.0.0.0', '0.255.255.255', '10.0.0.0', '10.255.255.255', '100.64.0.0', '100.127.255.255'],
  ...['127.0.0.1', '127.255.255.255', '169.254.0.0', '169.254.100.1', '169.254.169.254', '169.254.255.255'],
  ...['172.16.0.0', '172.31.255.255', '192.0.0.0', '192.0.0.255', '192.0.2.1', '192.88.99.1', '192.168.0.0'],
  ...['192.168.255.255', '198.18.0.0', '198.19.255.255', '198.51.100.1', '203.0.113.1', '224.0.0.0'],
  ...['239.255.255.255', '240.0.0.0', '255.255.255.255'],
  ...['::', '::1', '::127.0.0.1', '::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:8.8.8.8', 'ff:ffff::1'],
  ...['64:ff9b::127.0.0.1', '64:ff9b::a9fe:a9fe', '64:ff9b:1::8.8.8.8', '100::1', '2001::1', '2001:0:7f00:1::'],
  ...['2001:10::1', '2001:1ff:ffff::1', '2001:db8::1', '2002:7f00:1::', '2002:808:808::', '3fff::1', '3fff:fff::1'],
  ...['5f00::1', 'fc00::1', 'fd00:ec2::254', 'fe80::1', 'fe80::1%eth0', 'fec0::1', 'ff02::1', '4000::1'],
  // ISATAP below a public prefix, the IPv4 address marked as unique or not.
  ...['2600::5efe:10.0.0.1', '2600:1:2:3:200:5efe:169.254.169.254', '2600::5efe:127.0.0.1', '2a00::200:5efe:c0a8:1'],
  ...['', 'example.com', '256.1.1.1'],
];

/** The nearest neighbours of those networks. */
const allowed = [
  ...['1.0.0.0', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255', '128.0.0.0'],
  ...['169.253.255.255', '169.255.0.0', '172.15.255.255', '172.32.0.0', '192.0.1.0', '192.0.3.0', '192.88.98.255'],
  ...['192.88.100.0', '192.167.255.255', '192.169.0.0', '198.17.255.255', '198.20.0.0', '198.51.99.255'],
  ...['198.51.101.0', '203.0.112.255', '203.0.114.0', '223.255.255.255', '8.8.8.8'],
  // The nearest neighbours of ISATAP's marks, and ISATAP around a public address.
  ...['2600::5eff:10.0.0.1', '2600::100:5efe:10.0.0.1', '2600::1:5efe:10.0.0.1', '2600::5efe:a00:1:0'],
  ...['2600::5efe:8.8.8.8', '2600::200:5efe:8.8.8.8'],
  ...['2001:200::1', '2001:db7:ffff::1', '2001:db9::1', '2003::1', '2606:4700::1111', '3ffe::1', '64:ff9b::8.8.8.8'],
];

describe('an address', () => {
  test.each(refused)('%s is refused, with a reason', (address) => {
    expect(checkAddress(address, [])).toEqual({ kind: 'refused', reason: expect.stringMatching(/./) });
  });

  test.each(allowed)('%s is allowed', (address) => {
    expect(checkAddress(address, [])).toEqual({ kind: 'allowed' });
  });
});

describe('a network that is let through for local work', () => {
  test('lets its own addresses through and no others', () => {
    const local = ['127.0.0.0/8', 'fd00::/8'];
    expect(checkAddress('127.1.2.3', local).kind).toBe('allowed');
    expect(checkAddress('fd00::1', local).kind).toBe('allowed');
    expect(checkAddress('10.0.0.1', local).kind).toBe('refused');
    expect(checkAddress('::1', local).kind).toBe('refused');
    expect(checkAddress('::ffff:127.0.0.1', local).kind).toBe('refused');
  });
});
