// Texts as they stand in list files to texts as they are answered: `$` is the address or name that is asked about, `$$` a dollar
// sign, `$0` to `$9` what a line of that name says, and `$=`, of the base template above all, what stands at the entry, as it stands there.

import { Octets } from '../dns/octets.ts'

const DOLLAR = 0x24
const EQUALS = 0x3d
const ZERO = 0x30

/** What is longer is not answered, whatever stands for its parts (RFC 1035 §3.3). */
const MOST = 255

/** Stands for the address or name. */
export const SUBJECT = 0

export class Templates {
  readonly #variables: (Uint8Array | undefined)[] = new Array(10).fill(undefined)
  base: Uint8Array | undefined

  /** The first line that names a variable counts. */
  set(digit: number, text: Uint8Array): void {
    this.#variables[digit] ??= text
  }

  /** Those of a file hold in its parts too, where these do not say otherwise. */
  inherit(from: Templates): void {
    for (const [digit, text] of from.#variables.entries()) if (text !== undefined) this.#variables[digit] = text
    this.base = from.base
  }

  /** `text`: of an entry; undefined where it has none. */
  expand(text: Uint8Array | undefined): Uint8Array | undefined {
    if (text === undefined && this.base === undefined) return undefined
    const out = new Octets(256)
    // `=` in front of a text keeps it from the base template, and is no part of it where there is none either.
    const own = text?.[0] === EQUALS ? text.subarray(1) : this.base === undefined ? text : undefined
    if (own !== undefined) this.#expand(own, own, out)
    else this.#expand(this.base!, text ?? Uint8Array.of(SUBJECT), out)
    // A `=` without text behind it is no template.
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
      // What nothing stands for stays as it is.
      else if (next !== undefined && next >= ZERO && next <= ZERO + 9) out.append(text, p, p + 2)
      else {
        out.u8(SUBJECT)
        continue
      }
      p++
    }
  }
}
