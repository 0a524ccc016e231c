// RFC 5155 §3, §3.1.7: the owner of an NSEC3 is a hash directly below the apex, and the next hash is as long.

import { Type } from '../../dns/types.ts'
import { HASH_OCTETS, HASH_TEXT } from '../../sign/nsec3-hash.ts'
import { eachRecord } from '../../zone/records.ts'
import { APEX, type Node, type RRset, type Zone } from '../../zone/zone.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'

export const nsec3Form: Rule = {
  name: 'nsec3-form',
  group: 'records',
  severity: 'error',
  rfc: 'RFC 5155 §3',
  why: 'The record is no link of a chain of hashes: no name has such a hash, so the record proves nothing, and other servers refuse the zone.',
  bad: ['www  NSEC3  1 0 0 -  mifdndt3nff3od53o7tla1hrff95jkuk  A'],
  good: ['onib9mgub9h0rml3cdf5bgrj59dkjhvk  NSEC3  1 0 0 -  onib9mgub9h0rml3cdf5bgrj59dkjhvk  NS SOA'],
  says: {
    found: {
      message:
        'cannot add NSEC3 at "{owner}": its name is no hash, which has {size} digits and letters A to V, below {apex}',
      fix: 'delete it, and sign the zone anew',
    },
    next: {
      message: 'cannot add NSEC3 at "{owner}": the next hash has {octets} octets, and one of SHA-1 has {size}',
      fix: 'delete it, and sign the zone anew',
    },
  },
  check: { over: 'sets', types: [Type.NSEC3], run: reportSet },
}

/** RFC 5155 §11: SHA-1 is the only algorithm. We know nothing of others. */
const SHA1 = 1

function reportSet(reporter: Reporter, node: Node, set: RRset): void {
  const { zone } = reporter
  const { heap } = zone
  eachRecord(zone, set, (data, _length, line) => {
    if (heap[data] !== SHA1) return
    if (!isHash(zone, node)) {
      reporter.report(line, 'owner', () => ({
        params: { owner: reporter.name(node), apex: reporter.name(APEX), size: HASH_TEXT },
      }))
      return
    }
    const octets = heap[data + 5 + heap[data + 4]!]!
    if (octets === HASH_OCTETS) return
    reporter.report(line, 4, () => ({
      says: 'next',
      params: { owner: reporter.name(node), octets, size: HASH_OCTETS },
    }))
  })
}

function isHash(zone: Zone, node: Node): boolean {
  if (node === APEX || zone.parent(node) !== APEX) return false
  const at = zone.labelAt(node)
  const label = String.fromCharCode(...zone.heap.subarray(at + 1, at + 1 + zone.heap[at]!))
  return label.length === HASH_TEXT && /^[0-9a-v]*$/i.test(label)
}
