// The events that wait for faces, and their times: refresh, expiry, new signatures. It takes time from the steady clock alone, so that
// nobody who sets the other clock makes an event happen at once, or never.

import { thisMoment } from '../system/clocks.ts'
import { type FaceName, faceKey } from './change.ts'

/** A face has one of each at the most. */
export type EventKind = 'refresh' | 'expire' | 're-sign' | 'notify' | 'lease' | 'entry-end'

export type Time = {
  /** Milliseconds of the steady clock. */
  readonly now: () => number
  /** Calls back after so many milliseconds; gives what takes that back. */
  readonly wait: (milliseconds: number, then: () => void) => () => void
}

/** Timers of Node take no longer. */
const LONGEST = 2 ** 31 - 1

export const steadyTime: Time = {
  now: () => thisMoment().steady,
  wait: (milliseconds, then) => {
    const timer = setTimeout(then, Math.min(milliseconds, LONGEST)).unref()
    return () => clearTimeout(timer)
  },
}

type Event = { readonly at: number; readonly order: number; readonly run: () => void }

export class Clock {
  readonly #time: Time
  readonly #onFault: (error: unknown) => void
  readonly #events = new Map<string, Event>()
  #orders = 0
  #isStopped = false
  #stopWaiting: (() => void) | undefined
  #wakes = Number.POSITIVE_INFINITY

  constructor(time: Time, onFault: (error: unknown) => void) {
    this.#time = time
    this.#onFault = onFault
  }

  /** In so many milliseconds, instead of whenever it was to be before. What was under way when everything ended waits for nothing. */
  set(face: FaceName, kind: EventKind, milliseconds: number, run: () => void): void {
    if (this.#isStopped) return
    const at = this.#time.now() + Math.max(milliseconds, 0)
    this.#events.set(keyOf(face, kind), { at, order: this.#orders++, run })
    if (at < this.#wakes) this.#wait(at)
  }

  clear(face: FaceName, kind: EventKind): void {
    this.#events.delete(keyOf(face, kind))
  }

  /** Milliseconds until it happens; undefined where it is not going to. */
  until(face: FaceName, kind: EventKind): number | undefined {
    const event = this.#events.get(keyOf(face, kind))
    return event && Math.max(event.at - this.#time.now(), 0)
  }

  stop(): void {
    this.#isStopped = true
    this.#events.clear()
    this.#stopWaiting?.()
    this.#wakes = Number.POSITIVE_INFINITY
  }

  #wait(at: number): void {
    this.#stopWaiting?.()
    this.#wakes = at
    this.#stopWaiting = this.#time.wait(Math.max(at - this.#time.now(), 0), () => this.#wake())
  }

  /** All that is due, in the order of its times. What comes meanwhile has its turn after that. */
  #wake(): void {
    this.#wakes = Number.POSITIVE_INFINITY
    const now = this.#time.now()
    const due = [...this.#events].filter(([, { at }]) => at <= now)
    due.sort(([, a], [, b]) => a.at - b.at || a.order - b.order)
    for (const [key, event] of due) {
      // An earlier one may have put it off.
      if (this.#events.get(key) !== event) continue
      this.#events.delete(key)
      try {
        event.run()
      } catch (error) {
        this.#onFault(error)
      }
    }
    let next = Number.POSITIVE_INFINITY
    for (const { at } of this.#events.values()) next = Math.min(next, at)
    if (next < this.#wakes) this.#wait(next)
  }
}

function keyOf(face: FaceName, kind: EventKind): string {
  return `${faceKey(face)}\0${kind}`
}
