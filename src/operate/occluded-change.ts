// Refuses changes that add records which nobody would be served, because their name belongs to a zone below. In a zone file such records
// are a warning.

import { isWithin, sameName } from '../dns/name.ts'
import { nameText } from '../dns/name-text.ts'
import type { Said } from '../dns/said.ts'
import { Suffixes } from '../dns/suffixes.ts'
import { Type, typeName } from '../dns/types.ts'
import { goalsOf, type SetGoal } from '../update/judge-sets.ts'
import { stateOf } from '../update/overlay.ts'
import { say } from '../update/says.ts'
import type { SetChange } from '../update/set-change.ts'
import type { Zone } from '../zone/zone.ts'
import type { ZoneSet } from '../zone/zone-set.ts'

/** RFC 4035 §2.6: the types that the zone above has at a cut. */
const AT_CUT: ReadonlySet<number> = new Set([Type.NS, Type.DS])

type Place = {
  readonly zone: Zone
  /** All zones of the view. */
  readonly zones: ZoneSet
  /** Whether the actor may know of the zone with this name. */
  readonly isSeen: (zone: string) => boolean
}

/** Why the first such change is refused; undefined where all would be served, or only remove something. */
export function whyOccluded(changes: readonly SetChange[], place: Place): Said | undefined {
  const cuts = new Cuts(changes, place.zone)
  return changes.map((one) => whyHidden(one, cuts, place)).find((why) => why !== undefined)
}

function whyHidden(
  { kind, owner, type, records }: SetChange,
  cuts: Cuts,
  { zone, zones, isSeen }: Place,
): Said | undefined {
  if (records.length === 0 || kind === 'PRUNE') return undefined
  const cut = cuts.over(owner) ?? besides(owner, zone, zones)
  if (cut === undefined || (AT_CUT.has(type) && sameName(owner, 0, cut, 0))) return undefined
  // The addresses of the cut's servers are glue (RFC 9471), which the zone above has to have.
  const isGlue =
    (type === Type.A || type === Type.AAAA) && cuts.serversOf(cut).some((one) => sameName(one, 0, owner, 0))
  if (isGlue) return undefined
  const about = { type: typeName(type), name: nameText(owner) }
  const text = nameText(cut)
  return isSeen(text) ? say('change-occluded', { ...about, cut: text }) : say('change-occluded-elsewhere', about)
}

/** The apex of another zone of the view that lies below this one and encloses the name. */
function besides(owner: Uint8Array, { apex }: Zone, zones: ZoneSet): Uint8Array | undefined {
  const other = zones.member(zones.enclosing(new Suffixes().set(owner, 0)))?.apex
  return other !== undefined && isBelow(other, apex) ? other : undefined
}

/** The cuts of the zone as the changes would leave them. */
class Cuts {
  readonly #zone: Zone
  readonly #changed: readonly SetGoal[]

  constructor(changes: readonly SetChange[], zone: Zone) {
    this.#zone = zone
    this.#changed = goalsOf(
      changes.filter(({ type }) => type === Type.NS),
      zone,
    )
  }

  /** The cut at or above the name that is nearest to the apex: cuts below it are hidden themselves. */
  over(owner: Uint8Array): Uint8Array | undefined {
    let cut: Uint8Array | undefined
    for (let name = owner; isBelow(name, this.#zone.apex); name = name.slice(name[0]! + 1))
      if (this.serversOf(name).length > 0) cut = name
    return cut
  }

  serversOf(name: Uint8Array): readonly Uint8Array[] {
    const goal = this.#changed.find((one) => sameName(one.owner, 0, name, 0))
    return [...(goal ?? stateOf(this.#zone, name, Type.NS)).records.values()]
  }
}

function isBelow(name: Uint8Array, apex: Uint8Array): boolean {
  return name.length > apex.length && isWithin(name, 0, apex, 0)
}
