// A code for each of many rows, added one by one. As long as all codes are the same there is no column.

import { take } from '../memory/budget.ts'

export class CodedColumn {
  /** The code of all rows, where there is no column. */
  #code = 0
  #codes: Uint32Array<ArrayBuffer> | undefined

  /** `count`: rows so far. `room`: how many rows the other columns have memory for. */
  add(count: number, code: number, room: number): void {
    if (this.#codes === undefined) {
      if (count === 0) this.#code = code
      if (code === this.#code) return
      take(room * 4)
      this.#codes = new Uint32Array(room).fill(this.#code, 0, count)
    } else if (count >= this.#codes.length) this.#grow(room)
    this.#codes[count] = code
  }

  /** Adds `more` rows behind the first `count`, all of one code. `room`: for how many rows the column has memory, these included. */
  addAll(count: number, more: number, code: number, room: number): void {
    if (more === 0) return
    if (this.#codes === undefined && count > 0 && code === this.#code) return
    this.add(count, code, room)
    if (this.#codes === undefined) return
    if (count + more > this.#codes.length) this.#grow(room)
    this.#codes.fill(code, count, count + more)
  }

  #grow(room: number): void {
    take(room * 4)
    const next = new Uint32Array(room)
    next.set(this.#codes!)
    this.#codes = next
  }

  /** The code of all rows, where they have only one. */
  get code(): number {
    return this.#code
  }

  /** Undefined where all codes are the same. */
  get column(): Uint32Array<ArrayBuffer> | undefined {
    return this.#codes
  }

  /** The codes of `count` rows as a column. */
  columnOf(count: number): Uint32Array<ArrayBuffer> {
    return this.#codes ?? new Uint32Array(count).fill(this.#code)
  }
}
