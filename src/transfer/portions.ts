// How much of the shared memory each transfer under way has taken. When nothing is left, the transfer that has taken most stops, not the
// one that came last: a primary that sends too much costs nobody else a zone.

import { Portion } from '../memory/budget.ts'
import { halfOfMachine } from '../memory/machine.ts'

/** Octets that all transfers together may take: half of what loaders may, which must not wait for what other servers send. */
export function transferMemory(): number {
  return halfOfMachine() / 2
}

export class Portions {
  readonly #most: number
  readonly #open = new Set<TransferPortion>()

  /** `most`: the limit in octets, for messages. */
  constructor(most = transferMemory()) {
    this.#most = most
  }

  open(): TransferPortion {
    const portion = new TransferPortion(
      this.#most,
      (own) => this.#stopLarger(own),
      () => this.#open.delete(portion),
    )
    this.#open.add(portion)
    return portion
  }

  /** Stops the transfer that has taken more than this one, if one has; whether it did. */
  #stopLarger(own: TransferPortion): boolean {
    let largest: TransferPortion = own
    for (const one of this.#open) if (one.held > largest.held) largest = one
    if (largest === own) return false
    largest.stop()
    return true
  }
}

export class TransferPortion {
  /** The limit for all transfers together. */
  readonly most: number
  readonly #portion = new Portion()
  readonly #stopLarger: (own: TransferPortion) => boolean
  readonly #forget: () => void
  #isStopped = false
  /** Ends the transfer. */
  onStop: () => void = () => {}

  constructor(most: number, stopLarger: (own: TransferPortion) => boolean, forget: () => void) {
    this.most = most
    this.#stopLarger = stopLarger
    this.#forget = forget
  }

  get held(): number {
    return this.#portion.held
  }

  /** Counts what the work takes as this transfer's. */
  during<Result>(work: () => Result): Result {
    return this.#portion.during(work)
  }

  /** Gives back what a try has taken. */
  giveBack(): void {
    this.#portion.end()
  }

  /** Call it when nothing is left. Whether another try may find more. */
  relieve(): boolean {
    if (this.#isStopped) return false
    const relieved = this.#stopLarger(this)
    this.giveBack()
    return relieved
  }

  stop(): void {
    this.#isStopped = true
    this.giveBack()
    this.onStop()
  }

  close(): void {
    this.giveBack()
    this.#forget()
  }
}
