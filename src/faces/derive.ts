// One face of a zone made from another by rules, each in its turn. What then leads to nowhere is for dangling.ts to see.

import { isPrivate, tellsPrivate } from '../check/private.ts'
import { matchesName } from '../config/name-pattern.ts'
import type { DeriveRule } from '../config/settings.ts'
import { addressFromText } from '../dns/address.ts'
import { sameName } from '../dns/name.ts'
import { Type } from '../dns/types.ts'
import type { Prefix } from '../views/prefix.ts'
import { nameKey } from './layers.ts'
import { withoutTerms } from './policies.ts'
import type { FaceRecord } from './records.ts'

export type Deriving = {
  readonly origin: Uint8Array
  /** The gateways of the view that is made, for `mx: gateway`. */
  readonly gateways: readonly Uint8Array[]
  /** A line number for a record that a rule made out of the one on `line`. */
  readonly made: (line: number, rule: DeriveRule) => number
}

export function derive(records: readonly FaceRecord[], rules: readonly DeriveRule[], deriving: Deriving): FaceRecord[] {
  // Signatures and denial are of the face that is left behind.
  let left = records.filter(({ type }) => !SIGNED_FOR.has(type))
  const mapped = new Set<FaceRecord>()
  for (const rule of rules) left = apply(rule, left, deriving, mapped)
  return left
}

const SIGNED_FOR: ReadonlySet<number> = new Set([Type.RRSIG, Type.NSEC, Type.NSEC3, Type.NSEC3PARAM, Type.ZONEMD])

function apply(
  rule: DeriveRule,
  records: readonly FaceRecord[],
  deriving: Deriving,
  mapped: Set<FaceRecord>,
): FaceRecord[] {
  switch (rule.kind) {
    case 'hide':
      return records.filter(({ owner }) => !rule.names.some((name) => matchesName(name, owner)))
    case 'keep':
      return records.filter(
        ({ owner }) => sameName(owner, 0, deriving.origin, 0) || rule.names.some((name) => matchesName(name, owner)),
      )
    case 'drop':
      return records.flatMap((record) => withoutPrivate(record, rule, deriving))
    case 'mx':
      return throughGateway(rule, records, deriving)
    case 'map':
      return records.map((record) => {
        const rdata = mapped.has(record) ? undefined : mapAddress(record, rule.from, rule.to)
        if (rdata === undefined) return record
        const made = { ...record, rdata, line: deriving.made(record.line, rule) }
        mapped.add(made)
        return made
      })
    default:
      return rule satisfies never
  }
}

/** A policy loses the terms that tell private addresses, from which no mail comes outside; any other record goes. */
function withoutPrivate(record: FaceRecord, rule: DeriveRule, { made }: Deriving): FaceRecord[] {
  const { type, rdata, line } = record
  if (!tellsPrivate(type, rdata)) return [record]
  const left = withoutTerms(type, rdata, ({ name, value }) => {
    const address = name === 'ip4' || name === 'ip6' ? addressFromText(value.replace(/\/.*$/, '')) : undefined
    return address !== undefined && isPrivate(address)
  })
  return left === undefined ? [] : [{ ...record, rdata: left, line: made(line, rule) }]
}

/** Outside, MX is the gateway alone. Who takes no mail (RFC 7505) takes none there either. */
function throughGateway(rule: DeriveRule, records: readonly FaceRecord[], { gateways, made }: Deriving): FaceRecord[] {
  const isMail = ({ type, rdata }: FaceRecord) => type === Type.MX && rdata[2] !== 0
  const domains = Map.groupBy(records.filter(isMail), ({ owner }) => nameKey(owner))
  const written = new Set<string>()
  return records.flatMap((record) => {
    const set = isMail(record) ? domains.get(nameKey(record.owner)) : undefined
    if (set === undefined) return [record]
    if (written.has(nameKey(record.owner))) return []
    written.add(nameKey(record.owner))
    const preferred = set.reduce((best, one) => (preference(one) < preference(best) ? one : best))
    return gateways.map((name) => ({
      ...record,
      rdata: Uint8Array.from([...preferred.rdata.subarray(0, 2), ...name]),
      line: made(preferred.line, rule),
    }))
  })
}

function preference({ rdata }: FaceRecord): number {
  return (rdata[0]! << 8) | rdata[1]!
}

/** Undefined where the address is not in `from`, or its host part does not fit into `to`. */
function mapAddress({ type, rdata }: FaceRecord, from: Prefix, to: Prefix): Uint8Array | undefined {
  if (type !== (from.family === 4 ? Type.A : Type.AAAA)) return undefined
  const mapped = new Uint8Array(rdata.length)
  for (let bit = 0; bit < rdata.length * 8; bit++) {
    const own = bitAt(rdata, bit)
    if (bit < from.bits && own !== bitAt(from.octets, bit)) return undefined
    if (bit >= from.bits && bit < to.bits && own !== 0) return undefined
    const value = bit < to.bits ? bitAt(to.octets, bit) : bit < from.bits ? 0 : own
    mapped[bit >>> 3]! |= value << (7 - (bit & 7))
  }
  return mapped
}

function bitAt(octets: Uint8Array, bit: number): number {
  return (octets[bit >>> 3]! >>> (7 - (bit & 7))) & 1
}
