// Whose turn it is: faces that wait to be asked for, by primary. Those of which somebody has said that they changed go first; all
// together no more often than a primary bears.

import type { Time } from '../store/clock.ts'

/** Requests that are on their way to one primary. */
const MOST_AT_ONCE = 8
/** Of one primary, a second. */
const RATE = 20

type Lane<Item> = { readonly urgent: Set<Item>; readonly usual: Set<Item>; running: number; tokens: number; at: number }

export class Turns<Item> {
  readonly #time: Time
  readonly #run: (item: Item) => Promise<void>
  readonly #lanes = new Map<string, Lane<Item>>()
  #isStopped = false

  /** `run`: resolves when the item's turn is over. */
  constructor(time: Time, run: (item: Item) => Promise<void>) {
    this.#time = time
    this.#run = run
  }

  /** An item waits once, however often it is added. */
  add(primary: string, item: Item, isUrgent: boolean): void {
    const lane = this.#laneOf(primary)
    if (isUrgent) {
      lane.usual.delete(item)
      lane.urgent.add(item)
    } else if (!lane.urgent.has(item)) lane.usual.add(item)
    this.#next(lane)
  }

  remove(item: Item): void {
    for (const { urgent, usual } of this.#lanes.values()) {
      urgent.delete(item)
      usual.delete(item)
    }
  }

  stop(): void {
    this.#isStopped = true
    this.#lanes.clear()
  }

  #laneOf(primary: string): Lane<Item> {
    const known = this.#lanes.get(primary)
    if (known !== undefined) return known
    const lane = { urgent: new Set<Item>(), usual: new Set<Item>(), running: 0, tokens: RATE, at: this.#time.now() }
    this.#lanes.set(primary, lane)
    return lane
  }

  #next(lane: Lane<Item>): void {
    for (;;) {
      const [item] = lane.urgent.size > 0 ? lane.urgent : lane.usual
      if (item === undefined || lane.running >= MOST_AT_ONCE || this.#isStopped) return
      this.#refill(lane)
      if (lane.tokens < 1) {
        // Whoever comes meanwhile waits for no other call.
        this.#time.wait(1000 / RATE, () => this.#next(lane))
        return
      }
      lane.tokens--
      lane.urgent.delete(item)
      lane.usual.delete(item)
      lane.running++
      void this.#run(item).finally(() => {
        lane.running--
        this.#next(lane)
      })
    }
  }

  #refill(lane: Lane<Item>): void {
    const now = this.#time.now()
    lane.tokens = Math.min(RATE, lane.tokens + ((now - lane.at) * RATE) / 1000)
    lane.at = now
  }
}
