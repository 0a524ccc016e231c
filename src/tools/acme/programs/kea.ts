// Kea's DHCP-DDNS server, which changes names for Kea's DHCP servers.

import { old, type Printing, type Program, sha2, shortAlgorithm } from '../program.ts'

export const kea: Program = {
  need: 'leases',
  algorithms: [...old, ...sha2],
  text: (printing) => {
    const { key, places } = printing
    const algorithm = shortAlgorithm(key.algorithm).toUpperCase()
    const forward = places.find(({ isReverse }) => !isReverse)
    return `// For Kea 2 and 3: this is kea-dhcp-ddns.conf, readable by its server alone.
// In kea-dhcp4.conf and kea-dhcp6.conf, under "Dhcp4" and "Dhcp6":
//   "dhcp-ddns": {"enable-updates": true},
//   "ddns-qualifying-suffix": ${JSON.stringify(`${forward?.name ?? places[0].name}.`)}
{
  "DhcpDdns": {
    "ip-address": "127.0.0.1",
    "port": 53001,
    "dns-server-timeout": 500,
    "tsig-keys": [
      {"name": ${JSON.stringify(key.name)}, "algorithm": "${algorithm}", "secret": ${JSON.stringify(key.secret)}}
    ],
    "forward-ddns": {
      "ddns-domains": [${domains(printing, false)}]
    },
    "reverse-ddns": {
      "ddns-domains": [${domains(printing, true)}]
    }
  }
}`
  },
}

/** Kea's name for a zone is domain. */
function domains({ key, server, places }: Printing, isReverse: boolean): string {
  const zones = new Set(places.filter((place) => place.isReverse === isReverse).map(({ zone }) => zone))
  const servers = `[{"ip-address": ${JSON.stringify(server.address)}, "port": ${server.port}}]`
  const lines = [...zones].map(
    (zone) =>
      `\n        {"name": ${JSON.stringify(`${zone}.`)}, "key-name": ${JSON.stringify(key.name)}, "dns-servers": ${servers}}`,
  )
  return lines.length === 0 ? '' : `${lines.join(',')}\n      `
}
