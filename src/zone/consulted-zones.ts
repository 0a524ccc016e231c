// The zones of a view that remember of which of them somebody has asked: as long as these stay what they are, whoever asks again comes
// to the same. The names of all zones count as known: a set of other names is another set.

import type { Suffixes } from '../dns/suffixes.ts'
import type { Zone } from './zone.ts'
import { type Member, ZoneSet } from './zone-set.ts'

/** Places among the members; `all`: somebody has looked at every one. */
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

  /** What `work` asks of, and what comes of it. */
  *consulting<T>(
    work: Generator<undefined, T>,
  ): Generator<undefined, { readonly result: T; readonly asked: Consulted }> {
    this.#forget()
    const result = yield* work
    return { result, asked: this.#consulted }
  }

  /** The same of work that stops nowhere. */
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
