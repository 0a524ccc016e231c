// Lays a layer over what its face's source says now: gives the changes, and the sets of the layer that do not fit any more.

import { nameText } from '../dns/name-text.ts'
import type { Said } from '../dns/said.ts'
import { Suffixes } from '../dns/suffixes.ts'
import { Type } from '../dns/types.ts'
import type { Changeset } from '../zone/changeset.ts'
import { NONE, type Zone } from '../zone/zone.ts'
import { emptySet, isEmpty, type LayerEntry, type LayerSet, ownerKey } from './entry.ts'
import { withoutEnded } from './layer-set.ts'
import { changesTo, type SetState, stateOf, stateOver, type WantedState } from './overlay.ts'
import { say } from './says.ts'

export type Unfit = {
  /** The layer's set of the rrset from now on. */
  readonly set: LayerSet
  readonly dropped: readonly LayerEntry[]
  readonly why: Said
}

/** The sets of a layer without what has ended. */
export function livingSets(sets: Iterable<LayerSet>, now: number): LayerSet[] {
  return [...sets].map((set) => withoutEnded(set, now)).filter((set) => !isEmpty(set))
}

/** `sets`: those that fit. The SOA keeps the source's serial. */
export function changesOver(base: Zone, sets: readonly LayerSet[], now: number): Changeset {
  return changesTo(
    base,
    sets.map((set) => wantedOver(base, set, now)),
  )
}

function wantedOver(base: Zone, set: LayerSet, now: number): WantedState {
  const { owner, type } = set
  const state = stateOver(stateOf(base, owner, type), set, now)
  return { owner, type, state: type === Type.SOA ? withSerial(state, base.serial) : state }
}

/** Octets of the numbers at the end of an SOA, the serial first. */
const SOA_NUMBERS = 20

function withSerial({ ttl, records }: SetState, serial: number): SetState {
  return {
    ttl,
    records: new Map(
      [...records].map(([key, rdata]) => {
        const copy = Uint8Array.from(rdata)
        new DataView(copy.buffer).setUint32(copy.length - SOA_NUMBERS, serial)
        return [key, copy]
      }),
    ),
  }
}

/** Sets that would put a CNAME beside other records of the source, or other records beside its CNAME (RFC 1034 §3.6.2). */
export function unfitSets(base: Zone, sets: readonly LayerSet[], now: number): Unfit[] {
  const byOwner = Map.groupBy(sets, ({ owner }) => ownerKey(owner))
  return [...byOwner.values()].flatMap((own) => unfitAt(base, own, now))
}

function unfitAt(base: Zone, sets: readonly LayerSet[], now: number): Unfit[] {
  const added = sets.filter(({ added }) => added.size > 0)
  if (added.length === 0) return []
  const { owner } = added[0]!
  const below = typesAt(base, owner).filter((type) => {
    const set = sets.find((one) => one.type === type) ?? emptySet(owner, type)
    return stateOver(stateOf(base, owner, type), { ...set, added: new Map() }, now).records.size > 0
  })
  const name = nameText(owner)
  const alias = added.find(({ type }) => type === Type.CNAME)
  if (alias !== undefined && below.some((type) => type !== Type.CNAME))
    return [withoutAdded(alias, say('layer-cname', { name }))]
  if (alias !== undefined || !below.includes(Type.CNAME)) return []
  return added.map((set) => withoutAdded(set, say('layer-beside-cname', { name })))
}

/** Without RRSIG and NSEC, which may stand beside an alias (RFC 4035 §2.5). */
function typesAt(zone: Zone, owner: Uint8Array): number[] {
  const node = zone.find(scratch.set(owner, 0), 0)
  if (node === NONE) return []
  const types: number[] = []
  for (let set = zone.firstSet(node), end = zone.setsEnd(node); set < end; set++) types.push(zone.type(set))
  return types.filter((type) => type !== Type.RRSIG && type !== Type.NSEC)
}

const scratch = new Suffixes()

/** The set without the records that messages have added. */
function withoutAdded(set: LayerSet, why: Said): Unfit {
  return {
    set: { ...set, ttl: undefined, added: new Map() },
    dropped: [...set.added.values()],
    why,
  }
}

/** No set: only the source counts. */
export function withoutSet(set: LayerSet, why: Said): Unfit {
  return {
    set: emptySet(set.owner, set.type),
    dropped: [...set.added.values(), ...set.hidden.values()],
    why,
  }
}
