// Says who this server is, and whom it takes the client for: TXT records of class CHAOS (RFC 4892). It is no zone: a few names, one answer
// each.

import { put16, put32 } from '../dns/big-endian.ts'
import { Class } from '../dns/classes.ts'
import { sameName } from '../dns/name.ts'
import { nameFromText } from '../dns/name-text.ts'
import { Rcode } from '../dns/rcodes.ts'
import { Type } from '../dns/types.ts'
import { Bit, HEADER } from '../wire/header.ts'
import type { Query } from '../wire/query.ts'
import { type Asker, whoamiTexts } from './whoami.ts'

export type IdentitySettings = {
  /** For `hostname.bind` and `id.server`: 1 to 255 octets. */
  readonly name: string
  /** For `version.bind` and `version.server`: 1 to 255 octets. */
  readonly version: string
}

export class Identity {
  readonly #texts: readonly { readonly name: Uint8Array; readonly text: Uint8Array }[]

  constructor({ name, version }: IdentitySettings) {
    const row = (asked: string, text: string) => ({ name: nameFromText(asked), text: Buffer.from(text) })
    this.#texts = [
      row('id.server.', name),
      row('hostname.bind.', name),
      row('version.server.', version),
      row('version.bind.', version),
    ]
  }

  /** Whether it has an answer for the query's name. */
  knows(query: Query): boolean {
    return this.#textOf(query) !== undefined || isWhoami(query)
  }

  /** Writes the answer to a query for a name for which knows() is true, without OPT, at out[at, …) and returns its length. */
  answer(query: Query, { peer, view, generation }: Asker, out: Uint8Array, at: number): number {
    const text = this.#textOf(query)
    const texts = text === undefined ? whoamiTexts(peer, view, generation) : [text]
    const { bytes, from, questionEnd } = query
    for (let i = 0; i < questionEnd; i++) out[at + i] = bytes[from + i]!
    put16(out, at + 2, Bit.QR | (query.flags & Bit.RD) | Rcode.NOERROR)
    const answers = query.type === Type.TXT || query.type === Type.ANY ? 1 : 0
    put16(out, at + 4, 1)
    put16(out, at + 6, answers)
    put32(out, at + 8, 0)
    return answers === 0 ? questionEnd : questionEnd + writeTexts(texts, out, at + questionEnd)
  }

  #textOf({ name }: Query): Uint8Array | undefined {
    for (const row of this.#texts) if (sameName(name.bytes, name.at[0]!, row.name, 0)) return row.text
    return undefined
  }
}

const WHOAMI = nameFromText('whoami.janus.')

function isWhoami({ name }: Query): boolean {
  return sameName(name.bytes, name.at[0]!, WHOAMI, 0)
}

/** A TXT record of these strings whose owner is the question's name. TTL 0: it is about this server, not about the name. */
function writeTexts(texts: readonly Uint8Array[], out: Uint8Array, at: number): number {
  put16(out, at, 0xc000 | HEADER)
  put16(out, at + 2, Type.TXT)
  put16(out, at + 4, Class.CH)
  put32(out, at + 6, 0)
  let end = at + 12
  for (const text of texts) {
    out[end] = text.length
    out.set(text, end + 1)
    end += 1 + text.length
  }
  put16(out, at + 10, end - at - 12)
  return end - at
}
