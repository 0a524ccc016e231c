// The order in which faces are derived from others: in a start, a reload, a round while the server runs, or a command that looks at files.
// A derived face asks the zones of two views: of the one it comes from, and of its own. So all derived faces of a view are made together,
// when those of the views behind it are there:
//
//   lab: {from: internal}, external: {from: lab}        internal, then all of lab, then all of external
//
// Views that are made of each other, each in another zone, take turns: the faces next to ones that are not derived come first. No name
// leads yet to a face that comes later.

import type { ZoneSetting } from '../text/config/settings.ts'
import type { DerivedSource, FaceSetting } from '../text/config/sources.ts'

export type Derived = { readonly zone: ZoneSetting; readonly face: FaceSetting; readonly source: DerivedSource }

/** The levels: faces of one are derived together, after those of the levels before. */
export function derivedLevels(zones: readonly ZoneSetting[]): readonly (readonly Derived[])[] {
  const derived = zones.flatMap((zone) =>
    zone.faces.flatMap((face): Derived[] =>
      face.source.kind === 'derived' ? [{ zone, face, source: face.source }] : [],
    ),
  )
  const views = new ViewOrder(derived)
  const placed = derived.map((one) => ({ one, rank: views.rank(one.face.view), turn: turnOf(one, views) }))
  const ordered = placed.sort((a, b) => a.rank - b.rank || a.turn - b.turn)
  const levels = Map.groupBy(ordered, ({ rank, turn }) => `${rank} ${turn}`)
  return [...levels.values()].map((level) => level.map(({ one }) => one))
}

/** How many derived faces, within its circle of views, are between it and a face outside of the circle. */
function turnOf({ zone, face }: Derived, views: ViewOrder): number {
  let turn = 0
  for (let at: FaceSetting | undefined = face; at?.source.kind === 'derived'; turn++) {
    const from: number = at.source.from
    if (!views.isCircle(at.view, from)) break
    at = zone.faces.find(({ view }) => view === from)
  }
  return turn
}

class ViewOrder {
  /** View -> the views that its faces are derived from. */
  readonly #from: ReadonlyMap<number, ReadonlySet<number>>
  /** View -> all views from which it is derived, directly or not. */
  readonly #behind: ReadonlyMap<number, ReadonlySet<number>>
  readonly #ranks = new Map<number, number>()

  constructor(derived: readonly Derived[]) {
    const byView = Map.groupBy(derived, ({ face }) => face.view)
    this.#from = new Map([...byView].map(([view, own]) => [view, new Set(own.map(({ source }) => source.from))]))
    this.#behind = new Map([...this.#from.keys()].map((view) => [view, this.#allBehind(view)]))
  }

  /** Whether each of the views is made of the other. */
  isCircle(one: number, other: number): boolean {
    return this.#isBehind(one, other) && this.#isBehind(other, one)
  }

  /** How many views have to come before it, one after the other; views of one circle have one rank. */
  rank(view: number): number {
    const known = this.#ranks.get(view)
    if (known !== undefined) return known
    const circle = [view, ...(this.#behind.get(view) ?? [])].filter((one) => one === view || this.isCircle(view, one))
    const before = circle.flatMap((one) => [...(this.#from.get(one) ?? [])]).filter((one) => !circle.includes(one))
    const rank = before.reduce((most, one) => Math.max(most, this.rank(one) + 1), 0)
    for (const one of circle) this.#ranks.set(one, rank)
    return rank
  }

  #isBehind(view: number, other: number): boolean {
    return this.#behind.get(view)?.has(other) === true
  }

  #allBehind(view: number): ReadonlySet<number> {
    const found = new Set<number>()
    for (const waiting = [view]; waiting.length > 0; )
      for (const from of this.#from.get(waiting.pop()!) ?? [])
        if (!found.has(from)) {
          found.add(from)
          waiting.push(from)
        }
    return found
  }
}
