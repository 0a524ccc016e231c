// Records that nobody would ever be served, because their name belongs to a zone below: the file of a zone is warned of them, and what
// somebody types into a form, or a program sends, is refused.

import { copyName, isWithin, sameName } from '../dns/name.ts'
import { nameText } from '../dns/name-text.ts'
import type { Said } from '../dns/said.ts'
import { Suffixes } from '../dns/suffixes.ts'
import { Type, typeName } from '../dns/types.ts'
import { say } from '../update/says.ts'
import type { SetChange } from '../update/set-change.ts'
import { Found, Lookup } from '../zone/lookup.ts'
import { APEX, NONE, type Zone } from '../zone/zone.ts'
import type { ZoneSet } from '../zone/zone-set.ts'

/** RFC 4035 §2.6: what the zone above says of a name that it gives away. */
const AT_CUT: ReadonlySet<number> = new Set([Type.NS, Type.DS])

type Place = {
  readonly zone: Zone
  /** Of the view. */
  readonly zones: ZoneSet
  /** Whether who asks may know of the zone with this name. */
  readonly isSeen: (zone: string) => boolean
}

/** Undefined where it would be served, or only takes something away. `cuts`: the NS that the request changes in the face. */
export function whyOccluded(
  { kind, owner, type, records }: SetChange,
  cuts: readonly SetChange[],
  { zone, zones, isSeen }: Place,
): Said | undefined {
  if (records.length === 0 || kind === 'PRUNE') return undefined
  const cut = cutOver(owner, cuts, zone, zones)
  if (cut === undefined || (AT_CUT.has(type) && sameName(owner, 0, cut, 0))) return undefined
  if ((type === Type.A || type === Type.AAAA) && serversOf(cut, cuts, zone).some((one) => sameName(one, 0, owner, 0)))
    return undefined
  const about = { type: typeName(type), name: nameText(owner) }
  const text = nameText(cut)
  return isSeen(text) ? say('change-occluded', { ...about, cut: text }) : say('change-occluded-elsewhere', about)
}

/** The name at or above it at which another zone begins: one that is served beside this one, or one that is, or will be, delegated. */
function cutOver(owner: Uint8Array, cuts: readonly SetChange[], zone: Zone, zones: ZoneSet): Uint8Array | undefined {
  const apex = zone.name(APEX)
  const name = new Suffixes().set(owner, 0)
  const lookup = new Lookup()
  const isCut = isWithin(owner, 0, apex, 0) && lookup.find(zone, name, false) === Found.referral
  const cut = isCut ? zone.name(lookup.node) : undefined
  if (cut !== undefined && !cuts.some((one) => takesAway(one) && sameName(one.owner, 0, cut, 0))) return cut
  const isBelow = (one: Uint8Array) => isWithin(one, 0, apex, 0) && !sameName(one, 0, apex, 0)
  const made = cuts.find((one) => adds(one) && isWithin(owner, 0, one.owner, 0) && isBelow(one.owner))
  const other = made?.owner ?? zones.members[zones.enclosing(name)]?.apex
  return other !== undefined && isBelow(other) ? other : undefined
}

/** All of it; what the same request puts there instead is a cut again. */
function takesAway({ kind, records }: SetChange): boolean {
  return kind === 'DELETE' || (kind === 'REPLACE' && records.length === 0)
}

function adds({ kind, records }: SetChange): boolean {
  return kind !== 'PRUNE' && records.length > 0
}

/** Their addresses are glue (RFC 9471), which the zone above has to know. */
function serversOf(cut: Uint8Array, cuts: readonly SetChange[], zone: Zone): readonly Uint8Array[] {
  const added = cuts.filter(({ owner }) => sameName(owner, 0, cut, 0))
  const node = zone.find(new Suffixes().set(cut, 0), 0)
  const set = node === NONE ? NONE : zone.rrset(node, Type.NS)
  const there: Uint8Array[] = []
  if (set !== NONE) {
    let data = zone.dataOf(set)
    for (let i = 0; i < zone.size(set); i++, data = zone.nextData(data, true)) there.push(copyName(zone.heap, data))
  }
  return [...there, ...added.flatMap(({ records }) => records)]
}
