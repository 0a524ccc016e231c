// A heap of events that wait for their time: the earliest comes first; of two at one time, the one added first.

export type Timed = { readonly at: number; readonly order: number }

export class EventHeap<Event extends Timed> {
  /** A binary heap: no event is due before its parent, and the event at place n has its parent at place (n - 1) / 2, rounded down. */
  #all: Event[] = []

  get size(): number {
    return this.#all.length
  }

  get first(): Event | undefined {
    return this.#all[0]
  }

  add(event: Event): void {
    const all = this.#all
    let at = all.length
    for (; at > 0; ) {
      const above = (at - 1) >>> 1
      if (!isBefore(event, all[above]!)) break
      all[at] = all[above]!
      at = above
    }
    all[at] = event
  }

  takeFirst(): Event | undefined {
    const all = this.#all
    const first = all[0]
    const last = all.pop()
    if (all.length > 0) sink(all, 0, last!)
    return first
  }

  /** Drops all events that are not wanted. */
  keep(isWanted: (event: Event) => boolean): void {
    const all = this.#all.filter(isWanted)
    for (let at = (all.length >>> 1) - 1; at >= 0; at--) sink(all, at, all[at]!)
    this.#all = all
  }
}

function sink<Event extends Timed>(all: Event[], from: number, event: Event): void {
  let at = from
  for (;;) {
    let below = 2 * at + 1
    if (below >= all.length) break
    if (below + 1 < all.length && isBefore(all[below + 1]!, all[below]!)) below++
    if (!isBefore(all[below]!, event)) break
    all[at] = all[below]!
    at = below
  }
  all[at] = event
}

function isBefore(one: Timed, other: Timed): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order)
}
