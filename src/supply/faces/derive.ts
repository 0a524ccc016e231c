// Makes one face of a zone from another by rules, each in its turn. dangling.ts then finds what leads nowhere.

import { tellsPrivate, tellTypes } from '../../check/told.ts'
import { addressFromText } from '../../dns/address.ts'
import { isWithin } from '../../dns/name.ts'
import { isPrivate } from '../../dns/private.ts'
import { Type } from '../../dns/types.ts'
import type { NamePattern } from '../../text/config/matches-name.ts'
import type { DeriveRule } from '../../text/config/sources.ts'
import type { Prefix } from '../../views/prefix.ts'
import { APEX, NONE } from '../../zone/zone.ts'
import { type Draft, Fate, NAMING_ONE } from './draft.ts'
import { POLICY_TYPES, withoutTerms } from './policies.ts'

export type Deriving = {
  /** The gateways of the view that is made, for `mx: gateway`. */
  readonly gateways: readonly Uint8Array[]
  /** Gives a line number for a record that the rule made out of the one on a line. */
  readonly made: (rule: DeriveRule) => (line: number) => number
}

export function derive(draft: Draft, rules: readonly DeriveRule[], deriving: Deriving): void {
  // Signatures and denial belong to the other face.
  for (let r = 0; r < draft.records; r++) if (SIGNED_FOR.has(draft.type[r]!)) draft.drop(r)
  for (const rule of rules) apply(rule, draft, deriving)
}

const SIGNED_FOR: ReadonlySet<number> = new Set([Type.RRSIG, Type.NSEC, Type.NSEC3, Type.NSEC3PARAM, Type.ZONEMD])

function apply(rule: DeriveRule, draft: Draft, { gateways, made }: Deriving): void {
  switch (rule.kind) {
    case 'hide':
      dropWhere(draft, named(draft, rule.names), true)
      return
    case 'keep': {
      const kept = named(draft, rule.names)
      kept[APEX] = 1
      dropWhere(draft, kept, false)
      return
    }
    case 'drop':
      dropPrivate(draft, made(rule))
      return
    case 'mx':
      leadThroughGateway(draft, gateways, made(rule))
      return
    case 'map':
      mapAddresses(draft, rule.from, rule.to, made(rule))
      return
    default:
      rule satisfies never
  }
}

function dropWhere(draft: Draft, marked: Uint8Array, dropped: boolean): void {
  const { records, node } = draft
  for (let r = 0; r < records; r++) if ((marked[node[r]!] === 1) === dropped) draft.drop(r)
}

/** By node, bits that say whether a pattern means its name, and whether it means all names below. */
function named(draft: Draft, patterns: readonly NamePattern[]): Uint8Array {
  const { zone } = draft
  const marked = new Uint8Array(zone.nodes)
  for (const { name, below, self } of patterns) {
    const node = draft.nodeOf(name, 0)
    if (node !== NONE) marked[node]! |= (self ? SELF : 0) | (below ? BELOW : 0)
    else if (below && isWithin(zone.apex, 0, name, 0)) marked[APEX]! |= SELF | BELOW
  }
  for (let node = APEX + 1; node < zone.nodes; node++)
    if (marked[zone.parent(node)]! & BELOW) marked[node]! |= SELF | BELOW
  return marked.map((mark) => mark & SELF)
}

const SELF = 1
const BELOW = 2

/** A policy loses the terms that tell private addresses, from which no mail comes outside; any other record goes. */
function dropPrivate(draft: Draft, made: (line: number) => number): void {
  const { records, type, data, length, line } = draft
  for (let r = 0; r < records; r++) {
    if (draft.isGone(r) || !telling.has(type[r]!)) continue
    const rdata = draft.bytesOf(r)
    const [from, to] = [data[r]!, data[r]! + length[r]!]
    if (!tellsPrivate(type[r]!, rdata, from, to)) continue
    if (!POLICY_TYPES.has(type[r]!)) {
      draft.drop(r)
      continue
    }
    const left = withoutTerms(type[r]!, rdata.subarray(from, to), ({ name, value }) => {
      const address = name === 'ip4' || name === 'ip6' ? addressFromText(value.replace(/\/.*$/, '')) : undefined
      return address !== undefined && isPrivate(address)
    })
    if (left === undefined) draft.drop(r)
    else draft.rewrite(r, left, made(line[r]!))
  }
}

/** Types that may contain an address, without those that only name a host, which most records do. */
const telling: ReadonlySet<number> = new Set(tellTypes.filter((type) => !NAMING_ONE.has(type)))

/** Replaces each MX by the gateways. A name that takes no mail (RFC 7505) takes none in this view either. */
function leadThroughGateway(draft: Draft, gateways: readonly Uint8Array[], made: (line: number) => number): void {
  const { records } = draft
  const isMail = (r: number) =>
    draft.type[r] === Type.MX && !draft.isGone(r) && draft.bytesOf(r)[draft.data[r]! + 2] !== 0
  for (let r = 0; r < records; ) {
    const node = draft.node[r]!
    const set: number[] = []
    for (; r < records && draft.node[r] === node; r++) if (isMail(r)) set.push(r)
    const [first] = set
    if (first === undefined) continue
    const preferred = set.reduce((best, one) => (preference(draft, one) < preference(draft, best) ? one : best))
    const at = draft.data[preferred]!
    const head = draft.bytesOf(preferred).slice(at, at + 2)
    const line = made(draft.line[preferred]!)
    const ttl = draft.ttl[first]!
    for (const [i, name] of gateways.entries()) {
      const rdata = Uint8Array.from([...head, ...name])
      const own = set[i]
      if (own === undefined) draft.add(node, Type.MX, ttl, line, rdata)
      else draft.rewrite(own, rdata, line)
    }
    for (const own of set.slice(gateways.length)) draft.drop(own)
  }
}

function preference(draft: Draft, r: number): number {
  const [bytes, at] = [draft.bytesOf(r), draft.data[r]!]
  return (bytes[at]! << 8) | bytes[at + 1]!
}

function mapAddresses(draft: Draft, from: Prefix, to: Prefix, made: (line: number) => number): void {
  const { records, fate, type, data, line } = draft
  const family = from.family === 4 ? Type.A : Type.AAAA
  const mapped = new Uint8Array(from.octets.length)
  for (let r = 0; r < records; r++) {
    if (type[r] !== family || fate[r]! & (Fate.gone | Fate.mapped)) continue
    if (!mapAddress(draft.bytesOf(r), data[r]!, from, to, mapped)) continue
    draft.rewrite(r, mapped, made(line[r]!))
    fate[r]! |= Fate.mapped
  }
}

/** Maps an address from one prefix to the other. False where it is not in `from`, or its host part does not fit into `to`. */
function mapAddress(rdata: Uint8Array, at: number, from: Prefix, to: Prefix, mapped: Uint8Array): boolean {
  mapped.fill(0)
  for (let bit = 0; bit < mapped.length * 8; bit++) {
    const own = bitAt(rdata, at, bit)
    if (bit < from.bits && own !== bitAt(from.octets, 0, bit)) return false
    if (bit >= from.bits && bit < to.bits && own !== 0) return false
    const value = bit < to.bits ? bitAt(to.octets, 0, bit) : bit < from.bits ? 0 : own
    mapped[bit >>> 3]! |= value << (7 - (bit & 7))
  }
  return true
}

function bitAt(octets: Uint8Array, at: number, bit: number): number {
  return (octets[at + (bit >>> 3)]! >>> (7 - (bit & 7))) & 1
}
