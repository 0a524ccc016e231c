// All that messages have made of one face, rrset by rrset, and when the next entry ends.

import { Due } from './due.ts'
import type { LayerEntry, LayerSet, LayerSets } from './entry.ts'
import { isEmpty, ownerKey } from './entry.ts'
import { holdsFor } from './overlay.ts'

export class Layer implements LayerSets {
  /** By owner and type. */
  readonly #sets = new Map<string, Map<number, LayerSet>>()
  /** When time alone changes each set. */
  readonly #due = new Due<LayerSet>()

  get(owner: Uint8Array, type: number): LayerSet | undefined {
    return this.#sets.get(ownerKey(owner))?.get(type)
  }

  *each(): Generator<LayerSet, void, undefined> {
    for (const sets of this.#sets.values()) yield* sets.values()
  }

  *entries(): Generator<LayerEntry, void, undefined> {
    for (const { added, hidden } of this.each()) {
      yield* added.values()
      yield* hidden.values()
    }
  }

  get isEmpty(): boolean {
    return this.#sets.size === 0
  }

  /** Gives the set before. An empty set removes it. `now`: as for stateOver(). */
  put(set: LayerSet, now: number): LayerSet | undefined {
    const key = ownerKey(set.owner)
    const sets = this.#sets.get(key) ?? new Map<number, LayerSet>()
    const before = sets.get(set.type)
    if (isEmpty(set)) sets.delete(set.type)
    else sets.set(set.type, set)
    if (sets.size === 0) this.#sets.delete(key)
    else this.#sets.set(key, sets)
    this.#due.set(`${set.type} ${key}`, isEmpty(set) ? undefined : momentOf(set, now), set)
    return before
  }

  /** When time alone next changes a set; undefined: never. */
  get nextDue(): number | undefined {
    return this.#due.next
  }

  dueOf({ owner, type }: LayerSet): number | undefined {
    return this.#due.of(`${type} ${ownerKey(owner)}`)
  }

  /** Makes sets due again whose change failed. */
  putDue(sets: readonly LayerSet[], now: number): void {
    for (const set of sets) this.#due.set(`${set.type} ${ownerKey(set.owner)}`, now, set)
  }

  /** Removes and gives the sets that are due. put() makes each due again. */
  takeDue(now: number): LayerSet[] {
    return this.#due.take(now)
  }
}

function momentOf(set: LayerSet, now: number): number | undefined {
  const holds = holdsFor(set, now)
  return holds === undefined ? undefined : now + holds
}
