// A generation as it is passed to another thread: shared memory and plain data, out of which that thread makes its own. A thread that has
// one is passed only what has come, gone and changed since.

import { isDeepStrictEqual } from 'node:util'
import type { FaceChange } from '../answer/freshness.ts'
import { PrefixTable } from '../views/prefix-table.ts'
import type { Generation } from '../views/view.ts'
import type { Edition } from '../zone/edition.ts'
import { LateMember, lateOf } from '../zone/late-member.ts'
import { type Member, NOBODY, ZoneSet } from '../zone/zone-set.ts'
import { type Moved, Places } from './places.ts'
import type { ResponderOptions } from './responder.ts'
import {
  inSharedMemory,
  type OpenZone,
  opener,
  openMembers,
  type SharedMembers,
  type SharedZone,
  shareMembers,
  shareZone,
} from './shared-members.ts'

/** All but zones that decides about answers. */
type Surroundings = {
  readonly prefixes: { readonly table: SharedArrayBuffer; readonly list: SharedArrayBuffer }
  /** By view: 1 where a prefix of length 0 leads everybody to the view, and there are other views. */
  readonly publicViews: Uint8Array
  readonly options: ResponderOptions
}

export type SharedGeneration = Surroundings & {
  readonly kind: 'whole'
  readonly number: number
  readonly views: readonly { readonly name: string; readonly members: SharedMembers }[]
}

/** The difference from the generation published before. */
export type SharedChange = {
  readonly kind: 'change'
  readonly number: number
  /** Undefined where they have not changed. */
  readonly surroundings: Surroundings | undefined
  /** The views that have changed or are new. */
  readonly views: readonly SharedViewChange[]
}

/** Numbers of members are places (places.ts). */
type SharedViewChange = {
  readonly view: number
  readonly name: string
  readonly gone: Int32Array
  /** New members, and those of which not only the zone has changed. */
  readonly come: SharedMembers | undefined
  readonly faces: readonly (Omit<FaceChange, 'view'> & { readonly zone: SharedZone | NextEdition })[]
}

/** An edition of the image that the face has already: the thread does not open it again. */
type NextEdition = { readonly image?: undefined; readonly edition: Edition }

/** A generation, with all else that decides about answers. */
export type Published = {
  readonly generation: Generation
  /** As in Surroundings. */
  readonly publicViews: Uint8Array
  readonly options: ResponderOptions
  /** Where its zones stand in other threads; by default in the order of its views. */
  readonly places?: Places
}

const AS_IN_VIEWS = new Places()

export function shareGeneration(published: Published): SharedGeneration {
  const { generation, places = AS_IN_VIEWS } = published
  return {
    kind: 'whole',
    number: generation.number,
    ...surroundingsOf(published),
    views: generation.views.map(({ name, zones }, view) => ({
      name,
      members: shareMembers(zones.members, places.all(view)),
    })),
  }
}

function surroundingsOf({ generation: { prefixes }, publicViews, options }: Published): Surroundings {
  return { publicViews, options, prefixes: { table: prefixes.buffer, list: prefixes.list } }
}

/** The change that leads from what was published before to `after`, which has the places of its zones. */
export type Step = {
  readonly after: Published
  readonly change: SharedChange
  /** The faces that have changed, where nothing else has: each keeps its place. */
  readonly faces: readonly FaceChange[] | undefined
}

/** The step between two publications; undefined where views have gone or have other names: then the generation is passed whole. */
export function stepBetween(before: Published, published: Published): Step | undefined {
  const [old, next] = [before.generation, published.generation]
  if (old.views.length > next.views.length || old.views.some(({ name }, i) => name !== next.views[i]!.name))
    return undefined
  const { places, moved } = (before.places ?? AS_IN_VIEWS).after(old, next)
  const after = { ...published, places }
  const isSame = old.views.length === next.views.length && sameSurroundings(before, after)
  const views: SharedViewChange[] = []
  const faces: FaceChange[] = []
  let isMore = !isSame || moved.size > 0
  for (const [view, { name, zones }] of next.views.entries()) {
    const was = old.views[view]?.zones
    if (was === zones) continue
    const { gone, come, changed } = differences(was?.members ?? [], zones.members, moved.get(view))
    if (was !== undefined && gone.length + come.length + changed.length === 0) continue
    isMore ||= come.length > 0
    for (const member of changed) faces.push({ view, member })
    views.push({
      ...{ view, name },
      gone: inSharedMemory(Int32Array.from(gone)),
      come: come.length === 0 ? undefined : shareSome(zones.members, come, (member) => places.of(view, member)),
      faces: changed.map((member) => ({
        member: places.of(view, member),
        zone: shareZone(zones.member(member)!.zone),
      })),
    })
  }
  const surroundings = isSame ? undefined : surroundingsOf(after)
  return {
    after,
    change: { kind: 'change', number: next.number, surroundings, views },
    faces: isMore ? undefined : faces,
  }
}

type Differences = {
  /** Places. */
  readonly gone: readonly number[]
  /** Members. */
  readonly come: readonly number[]
  readonly changed: readonly number[]
}

function differences(
  before: readonly Member[],
  after: readonly Member[],
  { gone, from }: Partial<Moved> = {},
): Differences {
  const come: number[] = []
  const changed: number[] = []
  for (let i = 0; i < after.length; i++) {
    const was = before[from === undefined ? i : from[i]!]
    const now = after[i]!
    if (was === now) continue
    if (was === undefined || was.expiry !== now.expiry || was.live !== now.live || was.online !== now.online)
      come.push(i)
    else if (was.zone !== now.zone) changed.push(i)
  }
  return { gone: gone ?? [], come, changed }
}

function shareSome(
  members: readonly Member[],
  some: readonly number[],
  placeOf: (member: number) => number,
): SharedMembers {
  const own: Member[] = []
  const places = new Int32Array(some.length)
  for (let i = 0; i < some.length; i++) {
    own.push(members[some[i]!]!)
    places[i] = placeOf(some[i]!)
  }
  return shareMembers(own, places)
}

function sameSurroundings(before: Published, after: Published): boolean {
  const [was, is] = [before.generation.prefixes, after.generation.prefixes]
  return (
    (was === is || was.isSame(is)) &&
    Buffer.from(before.publicViews).equals(after.publicViews) &&
    isDeepStrictEqual(before.options, after.options)
  )
}

/** The change by which these faces alone get other zones. The first argument: what was published before. */
export function shareFaces(
  { generation: before, places = AS_IN_VIEWS }: Published,
  { number, views }: Generation,
  faces: readonly FaceChange[],
): SharedChange {
  return {
    ...{ kind: 'change', number, surroundings: undefined },
    views: [...Map.groupBy(faces, ({ view }) => view)].map(([view, own]) => ({
      ...{ view, name: views[view]!.name, gone: NOTHING, come: undefined },
      faces: own.map(({ member, names }) => {
        const zone = views[view]!.zones.member(member)!.zone
        const earlier = before.views[view]!.zones.member(member)!.zone
        const isNext = zone !== undefined && earlier?.columns === zone.columns
        return {
          ...{ member: places.of(view, member), names },
          zone: isNext ? { edition: zone.edition } : shareZone(zone),
        }
      }),
    })),
  }
}

const NOTHING = new Int32Array(0)

export function openGeneration({ number, prefixes, views }: SharedGeneration): Generation {
  const open = opener()
  return {
    number,
    prefixes: openPrefixes({ prefixes }),
    views: views.map(({ name, members: shared }) => {
      const members: Member[] = []
      for (const [place, member] of openMembers(shared, open)) {
        while (members.length < place) members.push(NOBODY)
        members[place] = member
      }
      return { name, zones: new ZoneSet(members) }
    }),
  }
}

function openPrefixes({ prefixes: { table, list } }: Pick<Surroundings, 'prefixes'>): PrefixTable {
  return new PrefixTable(table, list)
}

/** A generation made out of the one before it. */
export type Opened = {
  readonly generation: Generation
  readonly faces: readonly FaceChange[]
  readonly moved: readonly MovedView[]
}

/** A view to which zones have come, or from which they have gone. */
export type MovedView = { readonly view: number; readonly gone: readonly number[]; readonly come: readonly number[] }

/** The generation after the change. `before`: the one to which it applies; all that it does not mention stays. */
export function openChange(before: Generation, { number, surroundings, views: changed }: SharedChange): Opened {
  const open = opener()
  const views = before.views.slice()
  const faces: FaceChange[] = []
  const moved: MovedView[] = []
  for (const change of changed) {
    const { view, name } = change
    const was = views[view]?.zones ?? NO_ZONES
    const { zones, others, gone, come } = openView(was, change, open)
    views[view] = { name, zones }
    for (const member of others) faces.push({ view, member })
    for (const { member, names } of change.faces) faces.push({ view, member, names })
    if (gone.length + come.length > 0) moved.push({ view, gone, come })
  }
  const prefixes = surroundings ? openPrefixes(surroundings) : before.prefixes
  return { generation: { number, prefixes, views }, faces, moved }
}

const NO_ZONES = new ZoneSet([])

/** `others`: places of members that were there and have changed. */
function openView(was: ZoneSet, { gone: left, come: shared, faces }: SharedViewChange, open: OpenZone) {
  const gone = [...left]
  const isGone = new Set(gone)
  const members = new Map(shared && openMembers(shared, open))
  const isThere = (place: number) => !isGone.has(place) && (was.member(place)?.apex.length ?? 0) > 0
  const [others, come] = [[...members.keys()].filter(isThere), [...members.keys()].filter((place) => !isThere(place))]
  const moved = members.size + gone.length === 0 ? was : was.moved(gone, members)
  const opened = faces.map(({ member, zone }): [number, Member] => {
    const late =
      zone === undefined || zone.image !== undefined ? open(zone) : lateOf(was.member(member)!)!.next(zone.edition)
    return [member, new LateMember(moved.member(member)!, late)]
  })
  const zones = opened.length === 0 ? moved : moved.withMembers(new Map(opened))
  return { zones, others, gone, come }
}
