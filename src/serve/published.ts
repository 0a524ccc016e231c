// A generation as it is passed to another thread: shared memory and plain data, out of which that thread makes its own. Where
// it differs from the one before in some zones alone, these are all that is passed.

import { isDeepStrictEqual } from 'node:util'
import type { FaceChange } from '../answer/freshness.ts'
import { sameName } from '../dns/name.ts'
import type { Entries } from '../lists/entries.ts'
import { LiveEntries } from '../lists/live/live-entries.ts'
import type { SharedTable } from '../lists/live/live-table.ts'
import { steadyNow } from '../system/clocks.ts'
import { PrefixTable } from '../views/prefix-table.ts'
import type { Generation } from '../views/view.ts'
import type { Edition } from '../zone/edition.ts'
import { Expiry } from '../zone/expiry.ts'
import { Zone } from '../zone/zone.ts'
import { type OnlineDenial, ZoneSet } from '../zone/zone-set.ts'
import type { ResponderOptions } from './responder.ts'

/** What is added to a list while it is served: everybody reads the same table. */
export type SharedLive = { readonly table: SharedTable; readonly ttl: number }

/** A zone; undefined stands for one that is not served. */
export type SharedZone = { readonly image: SharedArrayBuffer; readonly edition: Edition } | undefined

export type SharedGeneration = {
  readonly kind: 'whole'
  readonly number: number
  readonly prefixes: { readonly table: SharedArrayBuffer; readonly list: SharedArrayBuffer }
  /** By view; not 0 where everybody is shown it while there are others. */
  readonly publicViews: Uint8Array
  readonly options: ResponderOptions
  readonly views: readonly {
    readonly name: string
    readonly zones: readonly {
      readonly apex: Uint8Array
      readonly zone: SharedZone
      readonly withheld: boolean
      readonly expiry: SharedArrayBuffer | undefined
      readonly live: SharedLive | undefined
      readonly online: OnlineDenial | undefined
    }[]
  }[]
}

/** What has changed since the generation published before. */
export type SharedChange = {
  readonly kind: 'change'
  readonly number: number
  readonly faces: readonly (FaceChange & { readonly zone: SharedZone | NextEdition })[]
}

/** Of the image that the face has already: nobody is to open it again. */
type NextEdition = { readonly image?: undefined; readonly edition: Edition }

/** All that goes with a generation. */
export type Published = {
  readonly generation: Generation
  /** As SharedGeneration has it. */
  readonly publicViews: Uint8Array
  readonly options: ResponderOptions
}

export function shareGeneration({ generation, publicViews, options }: Published): SharedGeneration {
  const { number, prefixes, views } = generation
  return {
    kind: 'whole',
    number,
    publicViews,
    options,
    prefixes: { table: prefixes.buffer, list: prefixes.list },
    views: views.map(({ name, zones }) => ({
      name,
      zones: zones.members.map(({ apex, zone, withheld = false, expiry, live, online }) => ({
        apex: apex.slice(),
        zone: shareZone(zone),
        withheld,
        expiry: expiry?.buffer,
        live: shareLive(live),
        online,
      })),
    })),
  }
}

function shareZone(zone: Zone | undefined): SharedZone {
  return zone && { image: zone.image, edition: zone.edition }
}

function shareLive(live: Entries | undefined): SharedLive | undefined {
  return live instanceof LiveEntries ? { table: live.shared, ttl: live.mostTtl } : undefined
}

/** The zones that are others, if that is all that is; undefined where views, clients, names or options are others too. */
export function facesChanged(before: Published, after: Published): FaceChange[] | undefined {
  const [old, next] = [before.generation, after.generation]
  if (old.views.length !== next.views.length || !sameSurroundings(before, after)) return undefined
  const faces: FaceChange[] = []
  for (const [view, { name, zones }] of next.views.entries()) {
    const was = old.views[view]!
    if (was.name !== name || was.zones.members.length !== zones.members.length) return undefined
    for (const [member, { apex, zone, withheld, expiry, live, online }] of zones.members.entries()) {
      const earlier = was.zones.members[member]!
      if (!sameName(earlier.apex, 0, apex, 0) || earlier.withheld !== withheld) return undefined
      if (earlier.expiry?.buffer !== expiry?.buffer || earlier.live !== live || earlier.online !== online)
        return undefined
      if (earlier.zone !== zone) faces.push({ view, member })
    }
  }
  return faces
}

function sameSurroundings(before: Published, after: Published): boolean {
  const bytes = ({ generation }: Published, what: 'buffer' | 'list') => Buffer.from(generation.prefixes[what])
  return (
    bytes(before, 'buffer').equals(bytes(after, 'buffer')) &&
    bytes(before, 'list').equals(bytes(after, 'list')) &&
    Buffer.from(before.publicViews).equals(after.publicViews) &&
    isDeepStrictEqual(before.options, after.options)
  )
}

/** `before`: the generation that whoever is told has. */
export function shareChange(
  before: Generation,
  { number, views }: Generation,
  faces: readonly FaceChange[],
): SharedChange {
  return {
    kind: 'change',
    number,
    faces: faces.map(({ view, member, names }) => {
      const zone = views[view]!.zones.members[member]!.zone
      const earlier = before.views[view]!.zones.members[member]!.zone
      const isNext = zone !== undefined && earlier?.columns === zone.columns
      return { view, member, names, zone: isNext ? { edition: zone.edition } : shareZone(zone) }
    }),
  }
}

/** Views that show the same image get the same Zone. */
export function openGeneration({ number, prefixes, views }: SharedGeneration): Generation {
  const open = opener()
  return {
    number,
    prefixes: new PrefixTable(prefixes.table, prefixes.list),
    views: views.map(({ name, zones }) => ({
      name,
      zones: new ZoneSet(
        zones.map(({ apex, zone, withheld, expiry, live, online }) => ({
          ...{ apex, zone: open(zone), withheld, online },
          expiry: expiry && new Expiry(expiry),
          live: live && new LiveEntries(live.table, live.ttl, steadyNow),
        })),
      ),
    })),
  }
}

/** `before`: the generation that the change is about. All that it does not mention stays what it was. */
export function openChange(before: Generation, { number, faces }: SharedChange): Generation {
  const open = opener()
  const byView = Map.groupBy(faces, ({ view }) => view)
  const views = before.views.map((view, i) => {
    const changed = byView.get(i)
    if (changed === undefined) return view
    const { zones } = view
    const opened = changed.map(({ member, zone }): [number, Zone | undefined] => {
      if (zone === undefined || zone.image !== undefined) return [member, open(zone)]
      return [member, new Zone(zones.members[member]!.zone!.columns, zone.edition)]
    })
    return { ...view, zones: zones.with(new Map(opened)) }
  })
  return { number, prefixes: before.prefixes, views }
}

function opener(): (zone: SharedZone) => Zone | undefined {
  const opened = new Map<SharedArrayBuffer, Zone>()
  return (zone) => {
    if (zone === undefined) return undefined
    const known = opened.get(zone.image) ?? Zone.open(zone.image, zone.edition)
    opened.set(zone.image, known)
    return known
  }
}
