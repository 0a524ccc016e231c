// The names of a list, for the thread that writes: the first label of each, where the name above it stands, and how many names stand
// next below. A cell is as large as its label; one that is given back is used again for a label of its size.
//
//   names next below, 1 | octets of the label, 1 | cell of the name above, 4 | label                in steps of STEP octets

import { get32, put32 } from '../../dns/big-endian.ts'
import { MAX_LABEL } from '../../dns/name.ts'

const STEP = 4
const [BELOW, LENGTH, ABOVE, LABEL] = [0, 1, 2, 6]

/** Nothing but the list's own name stands above. */
export const TOP = 2 ** 32 - 1

/** So many below, or more: they are counted elsewhere. */
const MANY = 255

export class NameCells {
  #octets = new Uint8Array(STEP * 256)
  #end = 0
  /** By size in steps. */
  readonly #free: number[][] = Array.from({ length: stepsFor(MAX_LABEL) + 1 }, () => [])
  /** By cell: how many stand below, where they are many. */
  readonly #many = new Map<number, number>()

  /** What all of them take. */
  get octets(): number {
    return this.#end
  }

  /** A new name: the first of `labels`, below the name in the cell `above`. */
  add(labels: Uint8Array, above: number): number {
    const length = labels[0]!
    const steps = stepsFor(length)
    const cell = this.#free[steps]!.pop() ?? this.#fresh(steps)
    const at = cell * STEP
    this.#octets[at + BELOW] = 0
    this.#octets[at + LENGTH] = length
    put32(this.#octets, at + ABOVE, above)
    for (let i = 0; i < length; i++) this.#octets[at + LABEL + i] = labels[1 + i]!
    return cell
  }

  drop(cell: number): void {
    this.#many.delete(cell)
    this.#free[stepsFor(this.#octets[cell * STEP + LENGTH]!)]!.push(cell)
  }

  /** The whole name's, without their end. */
  labels(cell: number): Uint8Array {
    let size = 0
    for (let one = cell; one !== TOP; one = this.#above(one)) size += 1 + this.#octets[one * STEP + LENGTH]!
    const labels = new Uint8Array(size)
    let p = 0
    for (let one = cell; one !== TOP; one = this.#above(one)) {
      const at = one * STEP
      const length = this.#octets[at + LENGTH]!
      labels[p] = length
      labels.set(this.#octets.subarray(at + LABEL, at + LABEL + length), p + 1)
      p += 1 + length
    }
    return labels
  }

  below(cell: number): number {
    const count = this.#octets[cell * STEP + BELOW]!
    return count < MANY ? count : this.#many.get(cell)!
  }

  setBelow(cell: number, count: number): void {
    this.#octets[cell * STEP + BELOW] = Math.min(count, MANY)
    if (count < MANY) this.#many.delete(cell)
    else this.#many.set(cell, count)
  }

  #above(cell: number): number {
    return get32(this.#octets, cell * STEP + ABOVE)
  }

  #fresh(steps: number): number {
    const cell = this.#end / STEP
    this.#end += steps * STEP
    if (this.#end > this.#octets.length) {
      const next = new Uint8Array(this.#octets.length * 2)
      next.set(this.#octets)
      this.#octets = next
    }
    return cell
  }
}

function stepsFor(label: number): number {
  return Math.ceil((LABEL + label) / STEP)
}
