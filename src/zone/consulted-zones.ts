// The zones of a view, with a memory of which of them work has asked: as long as these stay what they are, the same work has the same
// result. The names of all zones count as known: a set of other names is another set.

import type { Suffixes } from '../dns/suffixes.ts'
import type { Zone } from './zone.ts'
import { type Member, ZoneSet } from './zone-set.ts'

/** Places among the members; `all`: the work has looked at every member. */
export type Consulted = readonly number[] | 'all'

export class ConsultedZones extends ZoneSet {
  #asked = new Set<number>()
  #all = false

  override enclosing(name: Suffixes, from = 0): number {
    const member = super.enclosing(name, from)
    if (member >= 0) this.#asked.add(member)
    return member
  }

  override every(): readonly Member[] {
    this.#all = true
    return super.every()
  }

  override with(zones: ReadonlyMap<number, Zone | undefined>): ConsultedZones {
    return new ConsultedZones(this.rowWith(zones), this)
  }

  /** Does `work` in its own steps, and returns its result with the zones that it asked. */
  *consulting<T>(
    work: Generator<undefined, T>,
  ): Generator<undefined, { readonly result: T; readonly asked: Consulted }> {
    this.#forget()
    const result = yield* work
    return { result, asked: this.#consulted }
  }

  /** The same for work without steps. */
  consulted<T>(work: () => T): { readonly result: T; readonly asked: Consulted } {
    this.#forget()
    const result = work()
    return { result, asked: this.#consulted }
  }

  #forget(): void {
    this.#asked = new Set()
    this.#all = false
  }

  get #consulted(): Consulted {
    return this.#all ? 'all' : [...this.#asked]
  }

  protected override placesBelow(apex: Uint8Array): number[] {
    const places = super.placesBelow(apex)
    for (const place of places) this.#asked.add(place)
    return places
  }
}
