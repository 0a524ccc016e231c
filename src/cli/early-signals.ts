// Handles signals while the server starts.

const ENDING = ['SIGTERM', 'SIGINT'] as const

/**
 * A SIGHUP asks for a reload, as it does later, and does not end the process. Each new listener is added before the old one goes: with
 * the last listener, Node loses a signal that has come and was not handled yet.
 */
export class EarlySignals {
  readonly #leave: () => void
  #hangups = 0
  readonly #hungUp = () => {
    this.#hangups++
  }

  /** Takes the place of earlier listeners. `leave`: ends the process. */
  constructor(leave: () => void) {
    this.#leave = leave
    takeOver('SIGHUP', this.#hungUp)
    for (const signal of ENDING) takeOver(signal, leave)
  }

  /** Call it once later listeners are there. Gives the number of hangups, on which nobody has acted yet. */
  end(): number {
    process.off('SIGHUP', this.#hungUp)
    for (const signal of ENDING) process.off(signal, this.#leave)
    return this.#hangups
  }
}

function takeOver(signal: 'SIGHUP' | (typeof ENDING)[number], listener: () => void): void {
  const before = process.listeners(signal)
  process.on(signal, listener)
  for (const other of before) process.off(signal, other)
}
