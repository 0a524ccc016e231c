// Plans looks at many zones: each when it is due or somebody says that it changed, and few at the same time. A zone with a fault gets
// another look soon at first, and later the longer the fault lasts.

import { ROOT } from '../dns/name.ts'
import type { Clock } from '../store/clock.ts'

export type RoundsOptions = {
  readonly clock: Clock
  /** In seconds since 1970. */
  readonly now: () => number
  /** Gives the seconds until the next look; undefined: the zone has a fault. */
  readonly look: (name: string) => Promise<number | undefined>
  readonly onFault: (error: unknown) => void
}

const MOST_AT_ONCE = 4
/** Fewest seconds between two looks at a zone, whoever wants one. */
const LEAST_PAUSE = 5
/** Seconds until another look at a zone with a fault: at first, and at most. */
const FIRST_RETRY = 60
const LAST_RETRY = 3600

type Round = { due: number; last: number | undefined; pause: number; isAsking: boolean }

export class Rounds {
  readonly #options: RoundsOptions
  readonly #rounds = new Map<string, Round>()
  #isOpen = false
  #isStopped = false

  constructor(options: RoundsOptions) {
    this.#options = options
  }

  /** Plans looks at these and no others. */
  use(names: ReadonlySet<string>): void {
    for (const name of this.#rounds.keys()) if (!names.has(name)) this.#rounds.delete(name)
    for (const name of names)
      if (!this.#rounds.has(name)) this.#rounds.set(name, { due: 0, last: undefined, pause: 0, isAsking: false })
    this.#arm()
  }

  /** Makes all of them due. */
  again(): void {
    for (const round of this.#rounds.values()) Object.assign(round, { due: 0, pause: 0 })
    this.#arm()
  }

  soon(name: string): void {
    const round = this.#rounds.get(name)
    if (round === undefined) return
    round.pause = 0
    const due = round.last === undefined ? 0 : round.last + LEAST_PAUSE
    // Strangers may call this as often as they like, and #arm() walks over all zones.
    if (round.due <= due) return
    round.due = due
    this.#arm()
  }

  /** From now on, looks may begin. */
  begin(): void {
    if (this.#isOpen) return
    this.#isOpen = true
    this.#arm()
  }

  stop(): void {
    this.#isStopped = true
  }

  #arm(): void {
    if (!this.#isOpen || this.#isStopped) return
    const { clock, now } = this.#options
    const rounds = [...this.#rounds.values()]
    const waiting = rounds.filter(({ isAsking }) => !isAsking)
    // A look that ends makes room for the next.
    if (waiting.length === 0 || rounds.length - waiting.length >= MOST_AT_ONCE) return
    const due = waiting.reduce((least, round) => Math.min(least, round.due), Number.POSITIVE_INFINITY)
    if (due <= now()) this.#run()
    else clock.set(EVENT, 'refresh', (due - now()) * 1000, () => this.#run())
  }

  #run(): void {
    if (this.#isStopped) return
    const now = this.#options.now()
    const room = MOST_AT_ONCE - [...this.#rounds.values()].filter(({ isAsking }) => isAsking).length
    const due = [...this.#rounds].filter(([, round]) => !round.isAsking && round.due <= now)
    // The zone that has waited longest goes first: nobody can take the turns of others by asking for the same looks over and over.
    due.sort(([, a], [, b]) => a.due - b.due)
    for (const [name, round] of due.slice(0, room)) void this.#look(name, round)
    this.#arm()
  }

  async #look(name: string, round: Round): Promise<void> {
    const { look, now, onFault } = this.#options
    round.isAsking = true
    round.due = Number.POSITIVE_INFINITY
    let next: number | undefined
    try {
      next = await look(name)
    } catch (error) {
      onFault(error)
    }
    round.isAsking = false
    round.last = now()
    round.pause = next === undefined ? Math.min(Math.max(round.pause * 2, FIRST_RETRY), LAST_RETRY) : 0
    // Somebody may have asked for another look meanwhile.
    round.due = Math.min(Math.max(round.due, round.last + LEAST_PAUSE), round.last + (next ?? round.pause))
    this.#arm()
  }
}

/** The clock's event for all zones: no face has that name. */
const EVENT = { view: '', origin: ROOT }
