// Where zones stand in other threads. In the settings, a zone that comes moves all those behind it. In other threads each zone keeps its
// place for as long as it is served, so that answers prepared by place stay good: a zone that goes leaves its place to the next that comes.

import type { Generation, View } from '../views/view.ts'
import { ZoneSet } from '../zone/zone-set.ts'

type ViewPlaces = {
  /** The place of each member. */
  readonly of: Int32Array
  /** The number of places, empty ones among them; and the empty ones. */
  readonly count: number
  readonly empty: readonly number[]
}

/** How the zones of a view have come and gone. */
export type Moved = {
  /** Places of zones that have gone. */
  readonly gone: readonly number[]
  /** New members. */
  readonly come: readonly number[]
  /** By member: its former number; -1 where it is new. */
  readonly from: Int32Array
}

const AS_MEMBERS: ReadonlyMap<number, ViewPlaces> = new Map()

export class Places {
  /** By view; in a view that is missing here, places are the members' numbers. */
  readonly #views: ReadonlyMap<number, ViewPlaces>

  constructor(views: ReadonlyMap<number, ViewPlaces> = AS_MEMBERS) {
    this.#views = views
  }

  /** The place of a member of the view. */
  of(view: number, member: number): number {
    return this.#views.get(view)?.of[member] ?? member
  }

  /** The places of all members of the view; undefined where they are the members' numbers. */
  all(view: number): Int32Array | undefined {
    return this.#views.get(view)?.of
  }

  /** The places once zones have come and gone between these generations; `moved` by view. */
  after(before: Generation, { views }: Generation): { readonly places: Places; readonly moved: Map<number, Moved> } {
    const moved = new Map<number, Moved>()
    const all = new Map(this.#views)
    for (const [i, view] of views.entries()) {
      const was = before.views[i] ?? NO_VIEW
      if (was.zones === view.zones) continue
      const from = view.zones.placesIn(was.zones)
      if (from === undefined) continue
      const one = this.#moved(i, was, from)
      moved.set(i, one.moved)
      all.set(i, one.places)
    }
    return { places: new Places(all), moved }
  }

  #moved(view: number, { zones }: Pick<View, 'zones'>, from: Int32Array): { places: ViewPlaces; moved: Moved } {
    const stays = new Uint8Array(zones.size)
    for (const member of from) if (member >= 0) stays[member] = 1
    const gone: number[] = []
    for (let member = 0; member < stays.length; member++) if (stays[member] === 0) gone.push(this.of(view, member))
    const before = this.#views.get(view)
    const empty = [...(before?.empty ?? []), ...gone]
    let count = before?.count ?? zones.size
    const come: number[] = []
    const of = new Int32Array(from.length)
    for (let i = 0; i < of.length; i++) {
      const member = from[i]!
      if (member < 0) come.push(i)
      of[i] = member < 0 ? (empty.pop() ?? count++) : (before?.of[member] ?? member)
    }
    return { places: { of, count, empty }, moved: { gone, come, from } }
  }
}

const NO_VIEW: Pick<View, 'zones'> = { zones: new ZoneSet([]) }
