// RFC 6698 §2.1: what the numbers of a TLSA record may be.

import type { Said } from '../../dns/said.ts'
import { Type } from '../../dns/types.ts'
import { eachRecord } from '../../zone/records.ts'
import type { Node, RRset } from '../../zone/zone.ts'
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
  },
  check: { over: 'sets', types: [Type.TLSA, Type.SMIMEA], run: reportSet },
}

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  eachRecord(zone, set, (data, length, line) => {
    const [usage, selector, matching] = zone.heap.subarray(data, data + 3)
    const flaw = flawOf(usage!, selector!, matching!, length - 3)
    if (flaw !== undefined) reporter.report(line, 0, () => ({ params: { owner: reporter.name(node), flaw } }))
  })
}

function flawOf(usage: number, selector: number, matching: number, size: number): Said | undefined {
  if (usage > 3 && usage !== 255) return say('tlsa-usage', { value: usage })
  if (selector > 1 && selector !== 255) return say('tlsa-selector', { value: selector })
  if (matching > 2 && matching !== 255) return say('tlsa-matching', { value: matching })
  const wanted = matching === 1 ? 32 : matching === 2 ? 64 : size
  return size === wanted ? undefined : say('tlsa-size', { size, type: matching, wanted })
}
