// RFC 6698 §2.1: what the numbers of a TLSA record may be.

import { labelText } from '../../dns/labels.ts'
import type { Said } from '../../dns/said.ts'
import { Type } from '../../dns/types.ts'
import { eachRecord } from '../../zone/records.ts'
import { APEX, NONE, type Node, type RRset, type Zone } from '../../zone/zone.ts'
import { hasLabel } from '../owners.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { say } from '../says.ts'

export const tlsaValues: Rule = {
  name: 'tlsa-values',
  group: 'records',
  severity: 'warning',
  rfc: 'RFC 6698 §2.1',
  why: 'Programs skip a record whose numbers they do not know, or whose digest has the wrong length.',
  bad: [
    '@     DNSKEY 257 3 13 mdsswUyr3DPW132mOi8V9xESWE8jTo0dxCjjnopKl+GqJxpVXckHAeF+KkxLbxILfDLUT0rAK9iUzy1L53eKGQ==',
    '_25._tcp.mail  TLSA  3 1 1 4FE6B3DD',
    'mail           A     192.0.2.25',
  ],
  good: [
    '@     DNSKEY 257 3 13 mdsswUyr3DPW132mOi8V9xESWE8jTo0dxCjjnopKl+GqJxpVXckHAeF+KkxLbxILfDLUT0rAK9iUzy1L53eKGQ==',
    '_25._tcp.mail  TLSA  3 1 1 4FE6B3DD9B4D7E0D2A8A7C3B1F0C9E8D7A6B5C4D3E2F1A0B9C8D7E6F5A4B3C2D',
    'mail           A     192.0.2.25',
  ],
  says: {
    found: {
      message: 'the record at "{owner}" cannot be used: {flaw}',
      fix: 'make it anew from the certificate, mostly with 3 1 1 and a SHA-256 digest',
    },
    place: {
      message: 'nobody finds the TLSA record at "{owner}": programs ask for it at the port and the protocol of a host',
      fix: 'write the port and the protocol before the host, each with an underscore, as in _443._tcp.www',
    },
  },
  check: { over: 'sets', types: [Type.TLSA, Type.SMIMEA], run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  if (zone.type(set) === Type.TLSA && isMisplaced(zone, node)) {
    const owner = reporter.name(node)
    eachRecord(zone, set, (_data, _length, line) =>
      reporter.report(line, 'owner', () => ({ says: 'place', params: { owner } })),
    )
    return
  }
  eachRecord(zone, set, (data, length, line) => {
    const [usage, selector, matching] = zone.heap.subarray(data, data + 3)
    const flaw = flawOf(usage!, selector!, matching!, length - 3)
    if (flaw !== undefined) reporter.report(line, 0, () => ({ params: { owner: reporter.name(node), flaw } }))
  })
}

/** RFC 6698 §3. Other names may be what a CNAME at `_443._tcp` leads to; these are slips. */
function isMisplaced(zone: Zone, node: Node): boolean {
  if (hasLabel(zone, node, '*')) return false
  if (zone.rrset(node, Type.A) !== NONE || zone.rrset(node, Type.AAAA) !== NONE) return true
  if (node === APEX) return false
  const own = labelText(zone.heap, zone.labelAt(node))
  const above = zone.parent(node)
  if (PROTOCOLS.some((protocol) => hasLabel(zone, above, `_${protocol}`)))
    return !(/^_(0|[1-9]\d{0,4})$/.test(own) && Number(own.slice(1)) <= 65_535)
  return /^_?\d+$/.test(own) && PROTOCOLS.some((protocol) => hasLabel(zone, above, protocol))
}

const PROTOCOLS = ['tcp', 'udp', 'sctp', 'dccp']

function flawOf(usage: number, selector: number, matching: number, size: number): Said | undefined {
  if (usage > 3 && usage !== 255) return say('tlsa-usage', { value: usage })
  if (selector > 1 && selector !== 255) return say('tlsa-selector', { value: selector })
  if (matching > 2 && matching !== 255) return say('tlsa-matching', { value: matching })
  const wanted = matching === 1 ? 32 : matching === 2 ? 64 : size
  return size === wanted ? undefined : say('tlsa-size', { size, type: matching, wanted })
}
