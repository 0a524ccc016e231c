// What each transfer under way has taken of the memory that all of them share. When nothing is left, the transfer that has taken most
// stops, and not the one that came last: who sends too much costs nobody else his zone.

import { Portion } from '../memory/budget.ts'
import { halfOfMachine } from '../memory/machine.ts'

/** Octets that all transfers together may take: half of what loaders may, which are not to wait for what others send. */
export function transferMemory(): number {
  return halfOfMachine() / 2
}

export class Portions {
  readonly #most: number
  readonly #open = new Set<TransferPortion>()

  /** `most`: octets, for people. */
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

  /** Whether another has more than this one, and has been stopped. */
  #stopLarger(own: TransferPortion): boolean {
    let largest: TransferPortion = own
    for (const one of this.#open) if (one.held > largest.held) largest = one
    if (largest === own) return false
    largest.stop()
    return true
  }
}

export class TransferPortion {
  /** Of all together. */
  readonly most: number
  readonly #portion = new Portion()
  readonly #stopLarger: (own: TransferPortion) => boolean
  readonly #forget: () => void
  #isStopped = false
  /** Ends what is under way. */
  onStop: () => void = () => {}

  constructor(most: number, stopLarger: (own: TransferPortion) => boolean, forget: () => void) {
    this.most = most
    this.#stopLarger = stopLarger
    this.#forget = forget
  }

  get held(): number {
    return this.#portion.held
  }

  /** What is taken meanwhile is this transfer's. */
  during<Result>(work: () => Result): Result {
    return this.#portion.during(work)
  }

  /** Gives back what a try has taken. */
  giveBack(): void {
    this.#portion.end()
  }

  /** Nothing was left. Whether there is more by now, for another try. */
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
