// What signals mean while the server starts.

const ENDING = ['SIGTERM', 'SIGINT'] as const

/**
 * A SIGHUP means what it means later, and not the end of the process. From one listener to the next a signal is never without
 * one: what the system has delivered and nobody has looked at yet is lost with the last of them.
 */
export class EarlySignals {
  readonly #leave: () => void
  #hangups = 0
  readonly #hungUp = () => {
    this.#hangups++
  }

  /** Takes the place of whoever listens. `leave`: what to do when the process is told to end. */
  constructor(leave: () => void) {
    this.#leave = leave
    process.on('SIGHUP', this.#hungUp)
    for (const signal of ENDING) {
      const before = process.listeners(signal)
      process.on(signal, leave)
      for (const listener of before) process.off(signal, listener)
    }
  }

  /** Called when others listen. Gives the number of hangups that nobody has acted on. */
  end(): number {
    process.off('SIGHUP', this.#hungUp)
    for (const signal of ENDING) process.off(signal, this.#leave)
    return this.#hangups
  }
}
