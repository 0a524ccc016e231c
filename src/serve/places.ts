// Where zones stand in other threads. In the settings a zone that comes moves all those behind it; there each keeps its place for as long as
// it is served, so that what is known by places holds on: who goes leaves a place empty, and who comes takes that.

import type { Generation, View } from '../views/view.ts'
import { ZoneSet } from '../zone/zone-set.ts'

type ViewPlaces = {
  /** By member. */
  readonly of: Int32Array
  /** How many there are, empty ones among them; and these. */
  readonly count: number
  readonly empty: readonly number[]
}

/** A view whose zones are not those that it had. */
export type Moved = {
  /** Places that they leave. */
  readonly gone: readonly number[]
  /** Members that are new. */
  readonly come: readonly number[]
  /** Of each member the one that it was before; -1 where it is new. */
  readonly from: Int32Array
}

const AS_MEMBERS: ReadonlyMap<number, ViewPlaces> = new Map()

export class Places {
  /** By view; where one is missing each member has the place that it has in the view. */
  readonly #views: ReadonlyMap<number, ViewPlaces>

  constructor(views: ReadonlyMap<number, ViewPlaces> = AS_MEMBERS) {
    this.#views = views
  }

  /** Of a member of the view. */
  of(view: number, member: number): number {
    return this.#views.get(view)?.of[member] ?? member
  }

  /** Of all members of the view; undefined where they are those that these have in it. */
  all(view: number): Int32Array | undefined {
    return this.#views.get(view)?.of
  }

  /** The same when others come and go; `moved` by view. */
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
