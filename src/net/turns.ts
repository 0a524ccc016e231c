// Gives out turns at answering. A connection with more to answer than its share waits until the others had theirs, and between two
// rounds the event loop turns: new connections, control and HTTP wait for a few milliseconds at most, however many clients pipeline
// as fast as they can.

/** Something that answers: a share of its work in each turn. */
export interface Turned {
  /** Does about `units` of work, and returns how much it did. */
  takeTurn(units: number): number
  /** Whether there is more to do that need not wait for anything but a turn. */
  readonly wantsTurn: boolean
}

/** Units of a turn while others wait, and of all turns of a round. A small answer is one, and a kilobyte of a large one. */
export const SHARE = 64
export const ROUND = 512
/** Milliseconds that a round takes at most, whatever its answers cost. */
export const ROUND_MS = 4

export class Turns {
  /** In milliseconds, of a clock that never steps. Asked in rounds only: a look at it costs as much as a small answer. */
  readonly #now: () => number
  /** Those with something new, and those who had a turn already: the two lines take turns. */
  readonly #fresh: Turned[] = []
  readonly #waiting: Turned[] = []
  #spent = 0
  #scheduled = false

  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  /** Something new has come: it gets a turn at once, as long as this round has time. */
  arrived(one: Turned): void {
    if (this.#fresh.length === 0 && this.#spent < ROUND) this.#give(one)
    else this.#line(this.#fresh, one)
  }

  /** Something new has come, and more may follow at once: it gets its turn after this turn of the event loop. */
  follows(one: Turned): void {
    this.#line(this.#fresh, one)
  }

  /** It can go on with work that it had to leave. */
  again(one: Turned): void {
    this.#line(this.#waiting, one)
  }

  #line(queue: Turned[], one: Turned): void {
    queue.push(one)
    if (this.#scheduled) return
    this.#scheduled = true
    setImmediate(this.#round)
  }

  readonly #round = (): void => {
    this.#scheduled = false
    this.#spent = 0
    const until = this.#now() + ROUND_MS
    for (let fresh = true; this.#spent < ROUND && this.#lined > 0; fresh = !fresh) {
      const one = (fresh ? this.#fresh : this.#waiting).shift()
      if (one === undefined) continue
      this.#give(one)
      if (this.#now() >= until) break
    }
    // Messages that come before the next round get a whole round's time.
    this.#spent = 0
    if (this.#lined > 0 && !this.#scheduled) {
      this.#scheduled = true
      setImmediate(this.#round)
    }
  }

  get #lined(): number {
    return this.#fresh.length + this.#waiting.length
  }

  /** Gives one a turn; alone it gets a whole round's time: the more it answers together, the fewer the writes. */
  #give(one: Turned): void {
    const units = Math.max(SHARE, Math.floor(ROUND / (1 + this.#lined)))
    this.#spent += Math.max(1, one.takeTurn(units))
    if (one.wantsTurn) this.#line(this.#waiting, one)
  }
}
