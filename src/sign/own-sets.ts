// What a zone says at one of its names, and whether it has authority over that: the rrsets that a signed zone has there, without those
// that prove absence and without signatures.

import { Type } from '../dns/types.ts'
import { APEX, Flag, hasTarget, type Node, type RRset, type Zone } from '../zone/zone.ts'
import type { ChildSets } from './child-ds.ts'
import type { SignalSets } from './signal-sets.ts'

/** Everything; at a cut what is the parent's; nothing below a cut or a DNAME (RFC 4035 §2.2, RFC 6672 §2.4). */
export type Authority = 'all' | 'cut' | 'none'

export type OwnSet = {
  readonly type: number
  readonly ttl: number
  /** As they are spelled. */
  readonly records: readonly Uint8Array[]
  /** Where each was read; none where we make them. */
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

/** Types that are the signer's: whatever a source has of them is not served. */
const MADE: ReadonlySet<number> = new Set([Type.RRSIG, Type.NSEC, Type.NSEC3, Type.NSEC3PARAM])
/** The same, of the zone as a whole (RFC 7344 §4.1, RFC 8976 §2). */
const MADE_AT_APEX: ReadonlySet<number> = new Set([Type.DNSKEY, Type.CDS, Type.CDNSKEY, Type.ZONEMD])

export function isMadeBySigner(node: Node, type: number): boolean {
  return MADE.has(type) || (node === APEX && MADE_AT_APEX.has(type))
}

/** What the signer adds: at the top, at cuts, and of keys of other zones. */
export type AddedSets = {
  readonly apex: readonly OwnSet[]
  readonly children: ChildSets
  readonly signals: SignalSets
}

/** By ascending type. */
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
