// Cuts one line of a master file into words, for tests of rdata without the scanner: no comments, no parentheses.

import { nameFromText } from '../../../src/dns/name-text.ts'
import { Octets } from '../../../src/dns/octets.ts'
import { parseRdata } from '../../../src/dns/rdata/rdata.ts'
import { Words } from '../../../src/dns/rdata/words.ts'
import { dnsSays } from '../../../src/dns/says.ts'
import { typeCode } from '../../../src/dns/types.ts'
import { speaker } from '../../../src/text/findings/wording.ts'

const english = speaker(dnsSays, 'en')

/** `octets` in upper-case hexadecimal, or why the text was refused. */
export type Read = { readonly hex?: string; readonly message?: string; readonly fix?: string; readonly word?: number }

/** Reads the rdata of `type` (a mnemonic) with the origin example.com. */
export function read(type: string, text: string): Read {
  const out = new Octets()
  const words = wordsOf(text)
  if (parseRdata(typeCode(type)!, words, out)) return { hex: hexOf(out.view()) }
  const { message, fix, word } = words.refusal!
  return { message: english.text(message), ...(fix && { fix: english.text(fix) }), word }
}

export function hexOf(octets: Uint8Array): string {
  return Buffer.from(octets).toString('hex').toUpperCase()
}

export function wordsOf(text: string): Words {
  const words = new Words()
  words.bytes = new TextEncoder().encode(text)
  words.origin = nameFromText('example.com.')
  const { bytes } = words
  for (let p = 0; p < bytes.length; ) {
    if (bytes[p] === SPACE) p++
    else p = pushWord(words, p)
  }
  return words
}

const SPACE = 0x20
const QUOTE = 0x22
const BACKSLASH = 0x5c

/** Pushes the word that begins at `start` and gives the place behind it. */
function pushWord(words: Words, start: number): number {
  const { bytes } = words
  if (bytes[start] === QUOTE) {
    const end = closingQuote(bytes, start)
    words.push(start + 1, end, true)
    return end + 1
  }
  let p = start
  while (p < bytes.length && bytes[p] !== SPACE) {
    if (bytes[p] === QUOTE) p = closingQuote(bytes, p)
    p += bytes[p] === BACKSLASH ? 2 : 1
  }
  words.push(start, Math.min(p, bytes.length), false)
  return p
}

function closingQuote(bytes: Uint8Array, open: number): number {
  let p = open + 1
  while (p < bytes.length && bytes[p] !== QUOTE) p += bytes[p] === BACKSLASH ? 2 : 1
  return p
}
