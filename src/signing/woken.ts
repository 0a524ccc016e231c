// Notices that the machine has slept, or was restored from a snapshot: timers count only the time awake, while signatures end by the clock.
// So after a sleep, all signatures get a look.

export type WokenOptions = {
  /** In seconds since 1970. */
  readonly now: () => number
  /** A clock that runs only while the machine is awake, in seconds. */
  readonly awake: () => number
  readonly onWoken: () => void
}

/** In seconds: a correction of the clock moves it by less. */
const LOOK_EVERY = 60
const LEAST_SLEEP = 600

export class Woken {
  readonly #options: WokenOptions
  #timer: NodeJS.Timeout | undefined
  /** By how much the clock is ahead of the time awake. */
  #ahead: number

  constructor(options: WokenOptions) {
    this.#options = options
    this.#ahead = this.#now
  }

  start(): void {
    this.#timer = setInterval(() => this.look(), LOOK_EVERY * 1000).unref()
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  look(): void {
    const before = this.#ahead
    this.#ahead = this.#now
    if (this.#ahead - before > LEAST_SLEEP) this.#options.onWoken()
  }

  get #now(): number {
    return this.#options.now() - this.#options.awake()
  }
}
