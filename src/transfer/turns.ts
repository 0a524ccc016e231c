// Gives turns to the faces that wait for a question to their primary. Faces that somebody has said changed go first. Together they ask a
// primary no more often than it bears.

import type { Time } from '../store/clock.ts'
import { WaitingLine } from './waiting-line.ts'

/** How many requests to one primary may be under way. */
const MOST_AT_ONCE = 8
/** More places for faces that somebody has said changed: transfers that were merely due may hold their places as long as a disk takes. */
const MORE_FOR_URGENT = 2
/** Turns of one primary in a second. */
const RATE = 20
/**
 * So many faces that have never come cost one turn together: nobody can forge that they are missing, Janus asks for each once, and somebody
 * waits for them. MOST_AT_ONCE paces them: Janus asks for the next when one has come, so a slow primary or disk never has more to do.
 */
const FIRST_FOR_ONE = 100
/** Anybody can forge a NOTIFY. So however many come, every so many turns one goes to a face that is due, or to those that come first. */
const MOST_URGENT = 4
/** Due faces leave the tokens of one such round unused. If they took the last token, a NOTIFY would wait for the next one. */
const LEFT_FOR_URGENT = MOST_URGENT

type Lane<Item> = {
  readonly urgent: WaitingLine<Item>
  readonly usual: WaitingLine<Item>
  running: number
  /** How many of them run for faces that nobody has said changed. */
  usualRunning: number
  tokens: number
  at: number
  /** How many urgent faces had turns in a row, and how much is left of the turn that the others get after them. */
  urgents: number
  left: number
  /** A timer will call when there is a token. */
  isCalled: boolean
}

export class Turns<Item> {
  readonly #time: Time
  readonly #run: (item: Item) => Promise<void>
  readonly #isFirst: (item: Item) => boolean
  readonly #lanes = new Map<string, Lane<Item>>()
  #isStopped = false

  /** `run` resolves when the item's turn is over. `isFirst`: the item has never come, and no try has failed. */
  constructor(time: Time, run: (item: Item) => Promise<void>, isFirst: (item: Item) => boolean = () => false) {
    this.#time = time
    this.#run = run
    this.#isFirst = isFirst
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
    const lane = {
      urgent: new WaitingLine<Item>(),
      usual: new WaitingLine<Item>(),
      running: 0,
      usualRunning: 0,
      tokens: RATE,
      at: this.#time.now(),
      urgents: 0,
      left: 0,
      isCalled: false,
    }
    this.#lanes.set(primary, lane)
    return lane
  }

  #next(lane: Lane<Item>): void {
    for (;;) {
      const isAlone = lane.urgent.size === 0
      const isUrgent = !isAlone && (lane.usual.size === 0 || lane.left === 0 || lane.usualRunning >= MOST_AT_ONCE)
      const item = (isUrgent ? lane.urgent : lane.usual).first
      const most = isAlone ? MOST_AT_ONCE : MOST_AT_ONCE + MORE_FOR_URGENT
      if (item === undefined || lane.running >= most || this.#isStopped) return
      this.#refill(lane)
      const cost = this.#isFirst(item) ? 1 / FIRST_FOR_ONE : 1
      if (lane.tokens < (isAlone ? cost + LEFT_FOR_URGENT : cost)) {
        // One timer is enough, however many items come meanwhile.
        if (!lane.isCalled) this.#time.wait(1000 / RATE, () => this.#called(lane))
        lane.isCalled = true
        return
      }
      lane.tokens -= cost
      countTurn(lane, cost, isUrgent, isAlone)
      lane.urgent.delete(item)
      lane.usual.delete(item)
      lane.running++
      if (!isUrgent) lane.usualRunning++
      void this.#run(item).finally(() => {
        lane.running--
        if (!isUrgent) lane.usualRunning--
        this.#next(lane)
      })
    }
  }

  #called(lane: Lane<Item>): void {
    lane.isCalled = false
    this.#next(lane)
  }

  #refill(lane: Lane<Item>): void {
    const now = this.#time.now()
    lane.tokens = Math.min(RATE, lane.tokens + ((now - lane.at) * RATE) / 1000)
    lane.at = now
  }
}

function countTurn(
  lane: Pick<Lane<unknown>, 'urgents' | 'left'>,
  cost: number,
  isUrgent: boolean,
  isAlone: boolean,
): void {
  if (isUrgent) {
    lane.urgents++
    if (lane.urgents >= MOST_URGENT - 1) lane.left = 1
    return
  }
  lane.left -= cost
  // Not compared with 0: sums of hundredths are not exact.
  if (!isAlone && lane.left > cost / 2) return
  lane.left = 0
  lane.urgents = 0
}
