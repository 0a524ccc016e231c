// RFC 2182 §3.1: name servers stand at different places.

import { addressText } from '../../dns/address.ts'
import { nameText } from '../../dns/name-text.ts'
import { Type } from '../../dns/types.ts'
import { Where } from '../../zone/name-finder.ts'
import { eachRecord } from '../../zone/records.ts'
import { APEX, NONE } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const nsSameNetwork: Rule = {
  name: 'ns-same-network',
  group: 'structure',
  severity: 'warning',
  rfc: 'RFC 2182 §3.1',
  why: 'Name servers in one network fail together when its line or its power fails.',
  bad: [
    '@    SOA  ns1 hostmaster 2026010101 1d 2h 4w 1h',
    '@    NS   ns1',
    '@    NS   ns2',
    'ns1  A    192.0.2.53',
    'ns2  A    192.0.2.54',
  ],
  good: [
    '@    SOA  ns1 hostmaster 2026010101 1d 2h 4w 1h',
    '@    NS   ns1',
    '@    NS   ns2',
    'ns1  A    192.0.2.53',
    'ns2  A    198.51.100.53',
  ],
  whole: true,
  absence: true,
  says: {
    found: {
      message: 'all name servers of {apex} are in one network, {network}',
      fix: 'put one of them elsewhere, or ask another organisation to be secondary',
    },
  },
  check: { over: 'zone', view: true, run: reportOneNetwork },
}

/** The octets of an address that tell its network: hosts that share them hang on one line and one power supply. */
const families = [
  { type: Type.A, octets: 3, size: 4 },
  { type: Type.AAAA, octets: 8, size: 16 },
] as const

function reportOneNetwork(reporter: Reporter): void {
  const { zone, names } = reporter
  const set = zone.rrset(APEX, Type.NS)
  if (set === NONE || zone.size(set) < 2) return
  const found = families.map((family) => ({
    ...family,
    servers: 0,
    networks: new Set<string>(),
    addresses: new Set<string>(),
  }))
  eachRecord(zone, set, (data) => {
    // Where we do not know one address, we can say nothing: no family has all servers.
    if (names.find(zone.heap, data) !== Where.host) return
    for (const family of found) {
      const addresses = names.zone!.rrset(names.node, family.type)
      if (addresses === NONE) continue
      family.servers++
      const { heap } = names.zone!
      eachRecord(names.zone!, addresses, (at) => {
        family.networks.add(networkText(heap, at, family))
        family.addresses.add(addressText(heap.slice(at, at + family.size)))
      })
    }
  })
  const shared = found.find(({ servers }) => servers === zone.size(set))
  if (shared === undefined || found.some(({ networks }) => networks.size > 1)) return
  // ns-same-address reports several names of one server.
  if (found.every(({ addresses }) => addresses.size < 2)) return
  const [network] = shared.networks
  reporter.report(zone.line(set, 0), 'entry', () => ({ params: { apex: nameText(zone.apex), network } }))
}

/** `192.0.2.0/24` */
function networkText(heap: Uint8Array, at: number, { octets, size }: (typeof families)[number]): string {
  const network = new Uint8Array(size)
  network.set(heap.subarray(at, at + octets))
  return `${addressText(network)}/${octets * 8}`
}
