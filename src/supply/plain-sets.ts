// Gives the rrsets of a zone for comparison with another zone: in canonical order, with keys in canonical form.

import { compareNames } from '../dns/name.ts'
import { nameText } from '../dns/name-text.ts'
import { printRdata } from '../dns/rdata/rdata.ts'
import { isSignersType } from '../dns/signers-types.ts'
import { Type } from '../dns/types.ts'
import type { LineMap } from '../text/zonefile/lines.ts'
import { canonicalRdata } from '../zone/same.ts'
import { hasTarget, type Node, type RRset, type Zone } from '../zone/zone.ts'

export type PlainSet = {
  /** Wire form. */
  readonly owner: Uint8Array
  readonly type: number
  readonly ttl: number
  /** Sorted by `key`. */
  readonly records: readonly PlainRecord[]
}

export type PlainRecord = {
  /** The same for equal records (zone/same.ts), and for SOAs that differ in nothing but the serial. */
  readonly key: string
  readonly rdata: string
  readonly file?: string
  readonly line?: number
  /** What put it there, where the file alone did not. */
  readonly how?: string
}

/** All rrsets but those that a signer makes, in canonical order of names and then by type. */
export function plainSets(zone: Zone, lines: LineMap | undefined): PlainSet[] {
  const nodes = Array.from({ length: zone.nodes }, (_, node) => ({ node, owner: zone.name(node) }))
  nodes.sort((a, b) => compareNames(a.owner, 0, b.owner, 0))
  return nodes.flatMap(({ node, owner }) => setsAt(zone, node, owner, lines))
}

/** The same for rrsets that compare with each other. */
export function setKey({ owner, type }: Pick<PlainSet, 'owner' | 'type'>): string {
  return `${nameText(owner).toLowerCase()} ${type}`
}

/** The rrsets of one node, by type; with `lines`, records name their files. */
export function setsAt(zone: Zone, node: Node, owner: Uint8Array, lines: LineMap | undefined): PlainSet[] {
  const sets: PlainSet[] = []
  for (let set = zone.firstSet(node); set < zone.setsEnd(node); set++) {
    const type = zone.type(set)
    if (isSignersType(type)) continue
    const records = [...recordsOf(zone, set, lines)].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    sets.push({ owner, type, ttl: zone.ttl(set), records })
  }
  return sets
}

function placed(lines: LineMap | undefined, line: number): Pick<PlainRecord, 'file' | 'line' | 'how'> | undefined {
  const how = lines?.noteAt(line)
  return lines && { ...lines.at(line), ...(how && { how }) }
}

function* recordsOf(zone: Zone, set: RRset, lines: LineMap | undefined): Generator<PlainRecord> {
  const type = zone.type(set)
  let data = zone.dataOf(set)
  for (let i = 0; i < zone.size(set); i++, data = zone.nextData(data, hasTarget(type))) {
    const end = data + zone.lengthOf(data)
    const rdata = printRdata(type, zone.heap, data, end)
    const octets = canonicalRdata(type, zone.heap, data, end)
    // Each face has serials of its own, so they do not count.
    if (type === Type.SOA) octets.fill(0, octets.length - 20, octets.length - 16)
    const line = zone.line(set, i)
    const at = line > 0 ? placed(lines, line) : undefined
    yield { key: printRdata(type, octets, 0, octets.length), rdata, ...at }
  }
}
