// The values of entries, each different one once: by number, address and text in shared memory, and in the writing thread also who added
// it.
//
//   code, 4 octets | octets of the text, or NO_TEXT, 2 | text, 255 at the most         of each number, ROOM octets

/** The most values of one list. Number 0 is no value: it is for names that are not listed and have listed ones below. */
const MAX_VALUES = 65_535
export const MAX_TEXT = 255

const ROOM = 264
const NO_TEXT = 0xffff

export type Value = {
  /** The rdata of the A record. */
  readonly code: Uint8Array
  /** The text of the TXT record, without its length. */
  readonly text: Uint8Array | undefined
  /** Who added it, as the log names him. */
  readonly by: string
}

export function valuesBuffer(): SharedArrayBuffer {
  return new SharedArrayBuffer((MAX_VALUES + 1) * ROOM)
}

/** Gives numbers to values, and takes a number back when no entry has it any more. */
export class Values {
  readonly #octets: Uint8Array
  readonly #values: (Value | undefined)[] = [undefined]
  readonly #users: number[] = [0]
  readonly #numbers = new Map<string, number>()
  readonly #free: number[] = []

  constructor(buffer: SharedArrayBuffer) {
    this.#octets = new Uint8Array(buffer)
  }

  get size(): number {
    return this.#numbers.size
  }

  of(number: number): Value {
    return this.#values[number]!
  }

  /** Counts one more entry with the value, and returns its number; undefined where there are too many different values. */
  hold(value: Value): number | undefined {
    const key = keyOf(value)
    const known = this.#numbers.get(key)
    if (known !== undefined) {
      this.#users[known]!++
      return known
    }
    if (this.#numbers.size === MAX_VALUES) return undefined
    const number = this.#free.pop() ?? this.#values.length
    this.#numbers.set(key, number)
    this.#values[number] = value
    this.#users[number] = 1
    this.#write(number, value)
    return number
  }

  /** Counts one entry less with the value. */
  drop(number: number): void {
    if (--this.#users[number]! > 0) return
    this.#numbers.delete(keyOf(this.#values[number]!))
    this.#values[number] = undefined
    this.#free.push(number)
  }

  /** Forgets all values: no entry is left. */
  clear(): void {
    this.#values.length = 1
    this.#users.length = 1
    this.#free.length = 0
    this.#numbers.clear()
  }

  #write(number: number, { code, text }: Value): void {
    const at = number * ROOM
    this.#octets.set(code, at)
    const length = text?.length ?? NO_TEXT
    this.#octets[at + 4] = length >>> 8
    this.#octets[at + 5] = length
    if (text !== undefined) this.#octets.set(text, at + 6)
  }
}

/** Reads values in a thread that answers: a copy of the one read last. */
export class ValueReader {
  readonly code = new Uint8Array(4)
  readonly text = new Uint8Array(MAX_TEXT)
  /** -1: there is no text. */
  textLength = -1
  readonly #octets: Uint8Array

  constructor(buffer: SharedArrayBuffer) {
    this.#octets = new Uint8Array(buffer)
  }

  read(number: number): void {
    const octets = this.#octets
    const at = number * ROOM
    for (let i = 0; i < 4; i++) this.code[i] = octets[at + i]!
    const length = (octets[at + 4]! << 8) | octets[at + 5]!
    this.textLength = length === NO_TEXT ? -1 : Math.min(length, MAX_TEXT)
    for (let i = 0; i < this.textLength; i++) this.text[i] = octets[at + 6 + i]!
  }
}

function keyOf({ code, text, by }: Value): string {
  return `${code.join('.')}\0${text === undefined ? '' : `"${Buffer.from(text).toString('latin1')}`}\0${by}`
}
