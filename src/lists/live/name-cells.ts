// The names of a list, for the thread that writes: labels, and how many names stand next below each. A cell is as large as its name;
// one that is given back is used again for a name of its size.
//
//   names next below, 4 | octets of the labels, 1 | labels                in steps of STEP octets

import { get32 } from '../../dns/big-endian.ts'

const STEP = 16
const HEAD = 5

export class NameCells {
  #octets = new Uint8Array(STEP * 64)
  #end = 0
  /** By size in steps. */
  readonly #free: number[][] = Array.from({ length: 18 }, () => [])

  /** What all of them take. */
  get octets(): number {
    return this.#end
  }

  add(labels: Uint8Array): number {
    const steps = stepsFor(labels.length)
    const cell = this.#free[steps]!.pop() ?? this.#fresh(steps)
    const at = cell * STEP
    this.#octets.fill(0, at, at + 4)
    this.#octets[at + 4] = labels.length
    this.#octets.set(labels, at + HEAD)
    return cell
  }

  drop(cell: number): void {
    this.#free[stepsFor(this.#octets[cell * STEP + 4]!)]!.push(cell)
  }

  labels(cell: number): Uint8Array {
    const at = cell * STEP
    return this.#octets.slice(at + HEAD, at + HEAD + this.#octets[at + 4]!)
  }

  below(cell: number): number {
    return get32(this.#octets, cell * STEP)
  }

  setBelow(cell: number, count: number): void {
    for (let i = 0; i < 4; i++) this.#octets[cell * STEP + i] = count >>> (24 - 8 * i)
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

function stepsFor(labels: number): number {
  return Math.ceil((HEAD + labels) / STEP)
}
