// The names of a list in cells: the first label of each, the cell of the name above, and how many names are directly below. One thread
// writes them, and threads that answer read the cell that a key of the table leads to (blocks.ts). A returned cell is used again; a reader
// checks that a block still led to it. A cell is as large as its label and the number of the cell above.
//
//   hashes in use | cells: names next below, 1 | octets of the label, 1 | cell above + 1, 1 to 5 | label     in steps of STEP octets

import { MAX_LABEL } from '../../dns/name.ts'

const STEP = 4
const HEAD = 4
const [BELOW, LENGTH, ABOVE] = [0, 1, 2]
/** The most octets of a number in groups of seven bits. */
const MAX_NUMBER = 5
const LARGEST_STEPS = stepsFor(MAX_NUMBER, MAX_LABEL)

/** The cell above a name that has only the list's own name above it. */
export const TOP = -1

/** With so many names below, or more, the count is in #many. */
const MANY = 255

const FIRST_ROOM = 1 << 12

/** We join free cells once one in so many octets has been given back. */
const LEAST_SHARE = 64

/** A buffer with room for so many names of any length; it grows with the names. */
export function cellsBuffer(names: number): SharedArrayBuffer {
  return new SharedArrayBuffer(FIRST_ROOM, {
    maxByteLength: HEAD + FIRST_ROOM + names * STEP * LARGEST_STEPS,
  })
}

/** Writes cells, into a buffer that nobody has written to. */
export class NameCells {
  readonly #buffer: SharedArrayBuffer
  #octets: Uint8Array
  readonly #head: Int32Array
  #end = HEAD
  /** Free cells, by size in steps. */
  readonly #free: number[][] = Array.from({ length: LARGEST_STEPS + 1 }, () => [])
  /** Returned stretches that are larger than any cell: begin and end of each, in turn. #from and #to bound the one in use. */
  readonly #stretches: number[] = []
  #from = 0
  #to = 0
  /** By cell, how many names are below, where there are many. */
  readonly #many = new Map<number, number>()
  /** Octets given back since free cells were joined. */
  #dropped = 0

  constructor(buffer: SharedArrayBuffer) {
    this.#buffer = buffer
    this.#octets = viewOf(buffer)
    this.#head = new Int32Array(buffer, 0, 1)
  }

  /** How much memory the cells take, in octets. */
  get octets(): number {
    return this.#end
  }

  /** How many hashes a search has to try: of two names with the same hash, the second stands under its next one. */
  get hashes(): number {
    return this.#head[0]!
  }

  set hashes(count: number) {
    Atomics.store(this.#head, 0, count)
  }

  /** Adds a name: the first of `labels`, below the name in the cell `above`. Undefined where there is no room. */
  add(labels: Uint8Array, above: number): number | undefined {
    const length = labels[0]!
    const steps = stepsFor(numberLength(above + 1), length)
    const cell = this.#given(steps) ?? this.#join(steps) ?? this.#split(steps) ?? this.#fresh(steps)
    if (cell === undefined) return undefined
    const octets = this.#octets
    let at = cell * STEP
    octets[at + BELOW] = 0
    octets[at + LENGTH] = length
    at += ABOVE
    let rest = above + 1
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) octets[at++] = (rest % 0x80) | 0x80
    octets[at++] = rest
    for (let i = 0; i < length; i++) octets[at + i] = labels[1 + i]!
    return cell
  }

  drop(cell: number): void {
    this.#many.delete(cell)
    const steps = stepsFor(numberLength(this.#above(cell) + 1), this.#octets[cell * STEP + LENGTH]!)
    this.#free[steps]!.push(cell)
    this.#dropped += steps * STEP
  }

  clear(): void {
    this.#end = HEAD
    for (const free of this.#free) free.length = 0
    this.#stretches.length = 0
    this.#from = this.#to = 0
    this.#many.clear()
    this.#dropped = 0
  }

  /** The labels of the whole name, without the zero octet at the end. */
  labels(cell: number): Uint8Array {
    let size = 0
    for (let one = cell; one !== TOP; one = this.#above(one)) size += 1 + this.#octets[one * STEP + LENGTH]!
    const labels = new Uint8Array(size)
    let p = 0
    for (let one = cell; one !== TOP; one = this.#above(one)) {
      const at = one * STEP
      const length = this.#octets[at + LENGTH]!
      const label = at + ABOVE + numberLength(this.#above(one) + 1)
      labels[p] = length
      labels.set(this.#octets.subarray(label, label + length), p + 1)
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
    const octets = this.#octets
    let number = 0
    let factor = 1
    for (let at = cell * STEP + ABOVE; ; at++, factor *= 0x80) {
      number += (octets[at]! & 0x7f) * factor
      if (octets[at]! < 0x80) return number - 1
    }
  }

  /** A place of so many steps among the returned cells and stretches. */
  #given(steps: number): number | undefined {
    const cell = this.#free[steps]!.pop()
    if (cell !== undefined) return cell
    while (this.#to - this.#from < steps) {
      const rest = this.#to - this.#from
      if (rest > 0) this.#free[rest]!.push(this.#from)
      this.#to = this.#stretches.pop() ?? 0
      this.#from = this.#stretches.pop() ?? 0
      if (this.#to === 0) return undefined
    }
    this.#from += steps
    return this.#from - steps
  }

  #fresh(steps: number): number | undefined {
    if (this.#end + steps * STEP > this.#buffer.maxByteLength) return undefined
    const cell = this.#end / STEP
    this.#end += steps * STEP
    const room = this.#octets.length
    if (this.#end > room) {
      this.#buffer.grow(Math.min(room * 2, this.#buffer.maxByteLength))
      this.#octets = viewOf(this.#buffer)
    }
    return cell
  }

  /** A place split off a larger free cell. */
  #split(steps: number): number | undefined {
    for (let size = steps + 1; size < this.#free.length; size++) {
      const cell = this.#free[size]!.pop()
      if (cell === undefined) continue
      this.#free[size - steps]!.push(cell + steps)
      return cell
    }
    return undefined
  }

  /**
   * A place in joined free cells that lie side by side. It looks at all free cells, so only where enough was given back since the last
   * time.
   */
  #join(steps: number): number | undefined {
    if (this.#dropped < this.#end / LEAST_SHARE) return undefined
    this.#dropped = 0
    const sizes = new Uint8Array(this.#end / STEP + 1)
    for (const [size, cells] of this.#free.entries()) {
      for (const cell of cells) sizes[cell] = size
      cells.length = 0
    }
    // Cells in use are skipped. No cell has the last place.
    for (let from = HEAD / STEP; from < sizes.length; from++) {
      let to = from
      while (sizes[to] !== 0) to += sizes[to]!
      if (to > from) this.#keep(from, to)
      from = to
    }
    return this.#given(steps)
  }

  #keep(from: number, to: number): void {
    if (to - from <= LARGEST_STEPS) this.#free[to - from]!.push(from)
    else this.#stretches.push(from, to)
  }
}

/** Reads cells, in any thread. */
export class CellReader {
  readonly #buffer: SharedArrayBuffer
  #octets: Uint8Array
  readonly #head: Int32Array

  constructor(buffer: SharedArrayBuffer) {
    this.#buffer = buffer
    this.#octets = viewOf(buffer)
    this.#head = new Int32Array(buffer, 0, 1)
  }

  get hashes(): number {
    return Atomics.load(this.#head, 0)
  }

  /**
   * Whether labels[0, length) are the name of the cell. For a cell that is being written the result may be anything, but it comes to an
   * end.
   */
  is(cell: number, labels: Uint8Array, length: number): boolean {
    let octets = this.#octets
    let one = cell
    for (let p = 0; p < length; ) {
      if (one < 0) return false
      const size = labels[p]!
      let at = one * STEP
      if (at + LARGEST > octets.length) octets = this.#newest()
      if (octets[at + LENGTH] !== size) return false
      let number = 0
      let factor = 1
      for (at += ABOVE; octets[at]! >= 0x80 && factor < MOST_FACTOR; at++, factor *= 0x80)
        number += (octets[at]! & 0x7f) * factor
      number += octets[at++]! * factor
      for (let i = 0; i < size; i++) if (octets[at + i] !== labels[p + 1 + i]) return false
      p += 1 + size
      one = number - 1
    }
    return one === TOP
  }

  /** The buffer may have grown. */
  #newest(): Uint8Array {
    if (this.#buffer.byteLength > this.#octets.length) this.#octets = viewOf(this.#buffer)
    return this.#octets
  }
}

/** A view that does not grow with its buffer: reading it takes half the time. */
function viewOf(buffer: SharedArrayBuffer): Uint8Array {
  return new Uint8Array(buffer, 0, buffer.byteLength)
}

const LARGEST = STEP * LARGEST_STEPS
const MOST_FACTOR = 0x80 ** (MAX_NUMBER - 1)

function numberLength(number: number): number {
  let length = 1
  for (let rest = number; rest >= 0x80; rest = Math.floor(rest / 0x80)) length++
  return length
}

function stepsFor(number: number, label: number): number {
  return Math.ceil((ABOVE + number + label) / STEP)
}
