// A machine that has slept, or was brought back as it was weeks ago: timers count the time that it was awake, and signatures end by the
// clock. Whoever notices has all of them looked at.

export type WokenOptions = {
  /** In seconds since 1970. */
  readonly now: () => number
  /** That goes on while the machine is awake; in seconds. */
  readonly awake: () => number
  readonly onWoken: () => void
}

/** In seconds; a clock that is set right moves by less. */
const LOOK_EVERY = 60
const LEAST_SLEEP = 600

export class Woken {
  readonly #options: WokenOptions
  #timer: NodeJS.Timeout | undefined
  /** By how much the clock was ahead of the time awake. */
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
