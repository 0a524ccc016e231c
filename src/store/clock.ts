// The events that wait for faces, and their times: refresh, expiry, new signatures. This goes only by the steady clock, so that setting the
// wall clock makes no event happen at once, or never.

import { thisMoment } from '../system/clocks.ts'
import { type FaceName, faceKey } from './change.ts'
import { EventHeap } from './event-heap.ts'

/** A face has at most one event of each kind. */
export type EventKind = 'refresh' | 'expire' | 're-sign' | 'notify' | 'lease' | 'entry-end'

export type Time = {
  /** Milliseconds of the steady clock. */
  readonly now: () => number
  /** Calls back after so many milliseconds; gives a function that cancels that. */
  readonly wait: (milliseconds: number, then: () => void) => () => void
}

/** In milliseconds: the longest wait that Node's timers take. */
const LONGEST = 2 ** 31 - 1

export const steadyTime: Time = {
  now: () => thisMoment().steady,
  wait: (milliseconds, then) => {
    const timer = setTimeout(then, Math.min(milliseconds, LONGEST)).unref()
    return () => clearTimeout(timer)
  },
}

type Event = { readonly key: string; readonly at: number; readonly order: number; readonly run: () => void }

/** So many events that were put off or cancelled may wait among the others: so few cost nothing. */
const MOST_STALE = 1000

export class Clock {
  readonly #time: Time
  readonly #onFault: (error: unknown) => void
  readonly #events = new Map<string, Event>()
  /** #events by time, and some that were put off or cancelled: a search for the next among tens of thousands would take too long. */
  readonly #waiting = new EventHeap<Event>()
  #orders = 0
  #isStopped = false
  #stopWaiting: (() => void) | undefined
  #wakes = Number.POSITIVE_INFINITY

  constructor(time: Time, onFault: (error: unknown) => void) {
    this.#time = time
    this.#onFault = onFault
  }

  /** Sets the event to happen in so many milliseconds, in place of its time before. Does nothing after stop(). */
  set(face: FaceName, kind: EventKind, milliseconds: number, run: () => void): void {
    if (this.#isStopped) return
    const at = this.#time.now() + Math.max(milliseconds, 0)
    const key = keyOf(face, kind)
    const event = { key, at, order: this.#orders++, run }
    this.#events.set(key, event)
    this.#waiting.add(event)
    if (this.#waiting.size > 2 * this.#events.size + MOST_STALE) this.#waiting.keep((one) => this.#is(one))
    if (at < this.#wakes) this.#wait(at)
  }

  clear(face: FaceName, kind: EventKind): void {
    this.#events.delete(keyOf(face, kind))
  }

  /** Milliseconds until the event; undefined if none is set. */
  until(face: FaceName, kind: EventKind): number | undefined {
    const event = this.#events.get(keyOf(face, kind))
    return event && Math.max(event.at - this.#time.now(), 0)
  }

  stop(): void {
    this.#isStopped = true
    this.#events.clear()
    this.#waiting.keep(() => false)
    this.#stopWaiting?.()
    this.#wakes = Number.POSITIVE_INFINITY
  }

  #wait(at: number): void {
    this.#stopWaiting?.()
    this.#wakes = at
    this.#stopWaiting = this.#time.wait(Math.max(at - this.#time.now(), 0), () => this.#wake())
  }

  /** Runs all events that are due, in order. Events that become due meanwhile come afterwards. */
  #wake(): void {
    this.#wakes = Number.POSITIVE_INFINITY
    const now = this.#time.now()
    const due: Event[] = []
    for (let next = this.#next; next !== undefined && next.at <= now; next = this.#next) {
      due.push(next)
      this.#waiting.takeFirst()
    }
    for (const event of due) {
      // An earlier event may have put this one off.
      if (!this.#is(event)) continue
      this.#events.delete(event.key)
      try {
        event.run()
      } catch (error) {
        this.#onFault(error)
      }
    }
    const next = this.#next
    if (next !== undefined && next.at < this.#wakes) this.#wait(next.at)
  }

  get #next(): Event | undefined {
    for (let first = this.#waiting.first; first !== undefined; first = this.#waiting.first) {
      if (this.#is(first)) return first
      this.#waiting.takeFirst()
    }
    return undefined
  }

  /** Whether the event was neither put off nor cancelled. */
  #is(event: Event): boolean {
    return this.#events.get(event.key) === event
  }
}

function keyOf(face: FaceName, kind: EventKind): string {
  return `${faceKey(face)}\0${kind}`
}
