// When each of many zones is looked at: when its time has come, when somebody says that it has changed, and few at the same time. Those
// where something is amiss are looked at again soon at first, and less often the longer it is so.

import { ROOT } from '../dns/name.ts'
import type { Clock } from '../store/clock.ts'

export type RoundsOptions = {
  readonly clock: Clock
  /** In seconds since 1970. */
  readonly now: () => number
  /** Gives the seconds until it is looked at again; undefined: something is amiss. */
  readonly look: (name: string) => Promise<number | undefined>
  readonly onFault: (error: unknown) => void
}

const MOST_AT_ONCE = 4
/** Seconds between two looks at one, whoever wants one. */
const LEAST_PAUSE = 5
/** Seconds until one is looked at again where something is amiss: at first, and at the most. */
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

  /** There are these now, and no others. */
  use(names: ReadonlySet<string>): void {
    for (const name of this.#rounds.keys()) if (!names.has(name)) this.#rounds.delete(name)
    for (const name of names)
      if (!this.#rounds.has(name)) this.#rounds.set(name, { due: 0, last: undefined, pause: 0, isAsking: false })
    this.#arm()
  }

  /** All of them are due. */
  again(): void {
    for (const round of this.#rounds.values()) Object.assign(round, { due: 0, pause: 0 })
    this.#arm()
  }

  soon(name: string): void {
    const round = this.#rounds.get(name)
    if (round === undefined) return
    round.pause = 0
    const due = round.last === undefined ? 0 : round.last + LEAST_PAUSE
    // Strangers say so as often as they want, and to arm goes through all of them.
    if (round.due <= due) return
    round.due = due
    this.#arm()
  }

  /** From now on somebody may be asked. */
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
    // Whoever comes back makes room for the next.
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
    // Who waits longest is first: nobody takes the turn of others by having some looked at again and again.
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
    // Somebody may have wanted another look meanwhile.
    round.due = Math.min(Math.max(round.due, round.last + LEAST_PAUSE), round.last + (next ?? round.pause))
    this.#arm()
  }
}

/** Of all of them: no face has that name. */
const EVENT = { view: '', origin: ROOT }
