// ISC's dhcpd, which takes the file of the key as it is, and asks only port 53.

import { old, type Program, sha2 } from '../program.ts'

export const dhcpd: Program = {
  need: 'leases',
  algorithms: [...old, ...sha2],
  port: 53,
  text: ({ key, server, places }) => {
    const zones = [...new Set(places.map(({ zone }) => zone))]
    const forward = places.find(({ isReverse }) => !isReverse)
    const primary = server.family === 6 ? 'primary6' : 'primary'
    return [
      `# For dhcpd 4.4 of ISC, in dhcpd.conf. Copy ${key.file} of this server to`,
      `# /etc/dhcp/${key.name}.key by a way that nobody can read, for dhcpd's user alone.`,
      `include "/etc/dhcp/${key.name}.key";`,
      'ddns-updates on;',
      'ddns-update-style standard;',
      'update-static-leases on;',
      ...(forward === undefined ? [] : [`ddns-domainname "${forward.name}.";`]),
      'ddns-rev-domainname "in-addr.arpa.";',
      ...zones.map((zone) => `zone ${zone}. { ${primary} ${server.address}; key "${key.name}"; }`),
    ].join('\n')
  },
}
