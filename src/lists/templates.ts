// Makes texts of answers from texts of list files: `$` is the address or name in question, `$$` a dollar sign, `$0` to `$9` the text of the
// line of that name, and `$=`, mainly for the base template, the entry's own text unchanged.

import { Octets } from '../dns/octets.ts'

const DOLLAR = 0x24
const EQUALS = 0x3d
const ZERO = 0x30

/** We cut longer texts (RFC 1035 §3.3). */
const MOST = 255

/** The octet that stands for the address or name. */
const SUBJECT = 0

export class Templates {
  readonly #variables: (Uint8Array | undefined)[] = new Array(10).fill(undefined)
  base: Uint8Array | undefined

  /** The first line that names a variable counts. */
  set(digit: number, text: Uint8Array): void {
    this.#variables[digit] ??= text
  }

  /** A file's templates hold in its parts too, unless a part says otherwise. */
  inherit(from: Templates): void {
    for (const [digit, text] of from.#variables.entries()) if (text !== undefined) this.#variables[digit] = text
    this.base = from.base
  }

  /** The text of an answer; undefined where there is none. `text`: the entry's own; undefined where it has none. */
  expand(text: Uint8Array | undefined): Uint8Array | undefined {
    if (text === undefined && this.base === undefined) return undefined
    const out = new Octets(256)
    // A `=` in front of a text keeps the base template away from it, and is never part of the text.
    const own = text?.[0] === EQUALS ? text.subarray(1) : this.base === undefined ? text : undefined
    if (own !== undefined) this.#expand(own, own, out)
    else this.#expand(this.base!, text ?? Uint8Array.of(SUBJECT), out)
    // A lone `=` means no text.
    return out.length === 0 ? undefined : out.view().slice(0, MOST)
  }

  #expand(text: Uint8Array, own: Uint8Array, out: Octets): void {
    for (let p = 0; p < text.length && out.length < MOST; p++) {
      if (text[p] !== DOLLAR) {
        out.u8(text[p]!)
        continue
      }
      const next = text[p + 1]
      const variable = next === undefined ? undefined : this.#variables[next - ZERO]
      if (next === DOLLAR) out.u8(DOLLAR)
      else if (next === EQUALS) out.append(own)
      else if (variable !== undefined) out.append(variable)
      // A variable that no line sets stays as it is.
      else if (next !== undefined && next >= ZERO && next <= ZERO + 9) out.append(text, p, p + 2)
      else {
        out.u8(SUBJECT)
        continue
      }
      p++
    }
  }
}
