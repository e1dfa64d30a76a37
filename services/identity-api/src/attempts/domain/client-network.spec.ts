import { clientNetworks } from './client-network.js';

describe('the networks of a client', () => {
  it.each([
    ['192.0.2.7', ['192.0.2.7', '192.0.2.0/24']],
    ['2001:db8:1:23ab:3:4:5:6', ['2001:db8:1:23ab::/64', '2001:db8:1:2300::/56', '2001:db8:1::/48']],
    ['2001:DB8:1:2::9', ['2001:db8:1:2::/64', '2001:db8:1:0::/56', '2001:db8:1::/48']],
    ['2001:db8::1', ['2001:db8:0:0::/64', '2001:db8:0:0::/56', '2001:db8:0::/48']],
    ['::1', ['0:0:0:0::/64', '0:0:0:0::/56', '0:0:0::/48']],
    ['fe80::1%eth0', ['fe80:0:0:0::/64', 'fe80:0:0:0::/56', 'fe80:0:0::/48']],
    ['203.0.113.8:40000', ['unknown']],
    ['unknown', ['unknown']],
    [undefined, ['unknown']],
  ])('of %s are %j', (ip, prefixes) => {
    expect(clientNetworks(ip).map(({ prefix }) => prefix)).toEqual(prefixes);
  });

  it.each(['192.0.2.7', '2001:db8::1'])('have the larger allowances the wider they are: %s', (ip) => {
    const allowances = clientNetworks(ip).map(({ allowance }) => allowance);
    expect(allowances[0]).toBe(1);
    expect(allowances).toEqual([...new Set(allowances)].sort((a, b) => a - b));
  });
});
