// Gives the rrsets that a signed zone has at a name, without NSEC, NSEC3 and signatures, and tells whether the zone has authority there.

import { Type } from '../dns/types.ts'
import { APEX, Flag, hasTarget, type Node, type RRset, type Zone } from '../zone/zone.ts'
import type { ChildSets } from './child-ds.ts'
import type { SignalSets } from './signal-sets.ts'

/** Over everything; at a cut over what is the parent's; over nothing below a cut or a DNAME (RFC 4035 §2.2, RFC 6672 §2.4). */
export type Authority = 'all' | 'cut' | 'none'

export type OwnSet = {
  readonly type: number
  readonly ttl: number
  /** Rdata, with names as they are spelled. */
  readonly records: readonly Uint8Array[]
  /** The line of each record; undefined for records that we make. */
  readonly lines?: readonly number[]
}

export function authorityOf(zone: Zone, node: Node): Authority {
  const flags = zone.flags(node)
  if (flags & (Flag.belowCut | Flag.belowDname)) return 'none'
  return flags & Flag.cut ? 'cut' : 'all'
}

/** Whether a set is signed (RFC 4035 §2.2: at a cut DS is, NS and glue are not). */
export function isSignedAt(authority: Authority, type: number): boolean {
  return authority === 'all' || (authority === 'cut' && (type === Type.DS || type === Type.NSEC))
}

/** Types that only the signer makes: records of them in a source are not served. */
const MADE: ReadonlySet<number> = new Set([Type.RRSIG, Type.NSEC, Type.NSEC3, Type.NSEC3PARAM])
/** The same at the apex (RFC 7344 §4.1, RFC 8976 §2). */
const MADE_AT_APEX: ReadonlySet<number> = new Set([Type.DNSKEY, Type.CDS, Type.CDNSKEY, Type.ZONEMD])

export function isMadeBySigner(node: Node, type: number): boolean {
  return MADE.has(type) || (node === APEX && MADE_AT_APEX.has(type))
}

/** The rrsets that the signer adds: at the apex, the DS at cuts, and signals about other zones' keys. */
export type AddedSets = {
  readonly apex: readonly OwnSet[]
  readonly children: ChildSets
  readonly signals: SignalSets
}

/** The rrsets of a node, with those that the signer adds, by ascending type. */
export function setsAt(content: Zone, node: Node, { apex, children, signals }: AddedSets): OwnSet[] {
  const sets: OwnSet[] = node === APEX ? [...apex] : []
  for (let set = content.firstSet(node), end = content.setsEnd(node); set < end; set++) {
    const type = content.type(set)
    if (!isMadeBySigner(node, type)) sets.push(ownSet(content, set, type))
  }
  if (node === APEX) return sets.sort((a, b) => a.type - b.type)
  return signals.over(content, node, children.over(content, node, sets))
}

export function ownSet(zone: Zone, set: RRset, type: number): OwnSet {
  const size = zone.size(set)
  const withTarget = hasTarget(type)
  const records: Uint8Array[] = []
  const lines: number[] = []
  let data = zone.dataOf(set)
  for (let i = 0; i < size; i++, data = zone.nextData(data, withTarget)) {
    records.push(zone.heap.subarray(data, data + zone.lengthOf(data)))
    lines.push(zone.line(set, i))
  }
  return { type, ttl: zone.ttl(set), records, lines }
}
