// RFC 4035 §2.2: a signed zone signs every rrset.

import { Type, typeName } from '../../dns/types.ts'
import { eachRecord } from '../../zone/records.ts'
import { Flag, NONE, type Node, type RRset, type Zone } from '../../zone/zone.ts'
import { algorithmName } from '../algorithms.ts'
import type { Reporter } from '../reporter.ts'
import type { Rule } from '../rule.ts'
import { isSigned, signingAlgorithms } from '../signatures.ts'

export const rrsigMissing: Rule = {
  name: 'rrsig-missing',
  group: 'records',
  severity: 'warning',
  rfc: 'RFC 4035 §2.2',
  why: 'Validating resolvers refuse data without a signature in a zone that is signed.',
  bad: [
    '@    NSEC  ns NS SOA RRSIG NSEC',
    '@    RRSIG SOA 13 2 3600 20260131000000 20260101000000 36244 example.com. LbCp7effWo8RqbNFi+k9/UQpuWQLai+5BVVleWtaZn5KhVmat1IXYPQpzqq5NY0ORRMRZ3gtw2VNQzvL84OmsQ==',
  ],
  good: ['www  A  192.0.2.10'],
  absence: true,
  says: {
    found: {
      message: '{type} at "{owner}" has no signature, and the zone is signed',
      fix: 'sign the zone anew after each change',
    },
    algorithm: {
      message: '{type} at "{owner}" has no signature of the algorithm {algorithm}, of which the zone has a key',
      fix: 'sign the zone anew with all its keys, or delete the key until the zone is signed with it',
    },
  },
  check: { over: 'nodes', when: ({ zone }) => isSigned(zone), run: reportUnsigned },
}

function reportUnsigned(reporter: Reporter, node: Node): void {
  const { zone } = reporter
  const flags = zone.flags(node)
  if (flags & (Flag.belowCut | Flag.belowDname)) return
  const algorithms = signingAlgorithms(zone)
  for (let set = zone.firstSet(node); set < zone.setsEnd(node); set++) {
    const type = zone.type(set)
    // RFC 4035 §2.2: of a delegation the zone signs only DS and NSEC.
    if (type === Type.RRSIG || (flags & Flag.cut && type !== Type.DS && type !== Type.NSEC)) continue
    const signatures = zone.signature(node, type)
    const params = () => ({ owner: reporter.name(node), type: typeName(type) })
    if (signatures === NONE) reporter.report(zone.line(set, 0), 'type', () => ({ params: params() }))
    else if (algorithms.length > 1)
      for (const algorithm of missingAlgorithms(zone, signatures, algorithms))
        reporter.report(zone.line(set, 0), 'type', () => ({
          says: 'algorithm',
          params: { ...params(), algorithm: algorithmName(algorithm) },
        }))
  }
}

/** RFC 4035 §2.2: a signature by each algorithm among the keys. A change of algorithm keeps to it (RFC 6781 §4.1.4). */
function missingAlgorithms(zone: Zone, signatures: RRset, algorithms: readonly number[]): number[] {
  const found = new Set<number>()
  eachRecord(zone, signatures, (data) => found.add(zone.heap[data + 2]!))
  return algorithms.filter((algorithm) => !found.has(algorithm))
}
