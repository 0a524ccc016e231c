// Text: character-strings of up to 255 octets behind a length octet (RFC 1035 §3.3), and text that fills what is left.

import { escapedOctet, escapeLength } from '../name-text.ts'
import type { Octets } from '../octets.ts'
import { fieldSaid, type Label, say } from '../says.ts'
import { type Cursor, type Field, field } from './field.ts'
import type { Words } from './words.ts'

/** RFC 1035 §3.3: octets of a character-string, its length octet not counted. */
export const MAX_STRING = 255

/** One character-string. */
export function string(label: Label): Field {
  return field(label, (words, out) => takeString(words, label, out), printString, measureString)
}

/** One character-string that may be left out. */
export function optionalString(label: Label): Field {
  const parse = (words: Words, out: Octets) => words.left === 0 || takeString(words, label, out)
  const print = (cursor: Cursor) => (cursor.at < cursor.end ? printString(cursor) : '')
  const measure = (bytes: Uint8Array, at: number, end: number) => (at < end ? measureString(bytes, at, end) : 0)
  return field(label, parse, print, measure)
}

/** Character-strings up to the end, one at least. */
export function strings(label: Label): Field {
  const parse = (words: Words, out: Octets) => {
    do if (!takeString(words, label, out, true)) return false
    while (words.left > 0)
    return true
  }
  const print = (cursor: Cursor) => {
    let text = printString(cursor)
    while (cursor.at < cursor.end) text += ` ${printString(cursor)}`
    return text
  }
  const measure = (bytes: Uint8Array, at: number, end: number) => {
    let p = at
    do {
      const size = measureString(bytes, p, end)
      if (size < 0) return -1
      p += size
    } while (p < end)
    return p - at
  }
  return field(label, parse, print, measure)
}

/** One word of text that fills the rest, with no length octet: the target of URI, the value of CAA. */
export function restString(label: Label, min: 0 | 1): Field {
  const parse = (words: Words, out: Octets) => {
    const from = out.length
    if (words.left === 0) return words.cannot(label, say('need-text'))
    if (!appendUnescaped(words, words.next, out)) return words.cannot(label, say('bad-escape'))
    if (out.length - from < min) return words.refuse(say('field-empty', { label: fieldSaid(label) }), say('write-uri'))
    words.next++
    return true
  }
  const print = (cursor: Cursor) => {
    const text = quotedText(cursor.bytes, cursor.at, cursor.end)
    cursor.at = cursor.end
    return text
  }
  return field(label, parse, print, (_, at, end) => (end - at < min ? -1 : end - at))
}

/** Appends the next word, in quotes or not, as a character-string, taken; false where it is refused. `several`: others may follow. */
export function takeString(words: Words, label: Label, out: Octets, several = false): boolean {
  if (words.left === 0) return words.cannot(label, say('need-text'))
  const at = out.length
  out.u8(0)
  if (!appendUnescaped(words, words.next, out)) return refuseEscape(words, label)
  const size = out.length - at - 1
  if (size > MAX_STRING) {
    words.refuse(say('field-too-long', { label: fieldSaid(label), size }))
    return several && offerParts(words)
  }
  out.bytes[at] = size
  words.next++
  return true
}

/** A text that is too long is several: where one may stand, they may. */
function offerParts(words: Words): false {
  const { refusal, next } = words
  const text = splitText(words.text(next))
  words.refusal = { ...refusal!, fix: say('split-strings'), ...(text !== undefined && { edit: { text } }) }
  return false
}

/** The text, escapes as written, in parts of up to 255 octets each; undefined where it is not plain ASCII. */
function splitText(text: string): string | undefined {
  if (/[^\x20-\x7e]/.test(text)) return undefined
  const octets = text.match(/\\\d{3}|\\.|[^\\]/g) ?? []
  const parts = Array.from({ length: Math.ceil(octets.length / MAX_STRING) }, (_, i) =>
    octets.slice(i * MAX_STRING, (i + 1) * MAX_STRING).join(''),
  )
  return parts.map((part) => `"${part}"`).join(' ')
}

/** Appends the octets that a word stands for; false where an escape is wrong. */
export function appendUnescaped(words: Words, word: number, out: Octets): boolean {
  const { bytes } = words
  const end = words.end[word]!
  for (let p = words.start[word]!; p < end; p++) {
    const octet = bytes[p]!
    if (octet !== BACKSLASH) {
      out.u8(octet)
      continue
    }
    const escaped = escapedOctet(bytes, p, end)
    if (escaped < 0) return false
    out.u8(escaped)
    p += escapeLength(bytes, p) - 1
  }
  return true
}

/** bytes[from, to) in quotes, escaped so that it reads back as the same octets. */
export function quotedText(bytes: Uint8Array, from: number, to: number): string {
  let text = '"'
  for (let p = from; p < to; p++) text += stringCharacter[bytes[p]!]
  return `${text}"`
}

export function printString(cursor: Cursor): string {
  const from = cursor.at + 1
  cursor.at = from + cursor.bytes[cursor.at]!
  return quotedText(cursor.bytes, from, cursor.at)
}

export function measureString(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end || at + 1 + bytes[at]! > end) return -1
  return bytes[at]! + 1
}

/** How each octet of a text is written between quotes. */
const stringCharacter = Array.from({ length: 256 }, (_, octet) => {
  if (octet < 0x20 || octet >= 0x7f) return `\\${String(octet).padStart(3, '0')}`
  const character = String.fromCharCode(octet)
  return character === '"' || character === '\\' ? `\\${character}` : character
})

const BACKSLASH = 0x5c

function refuseEscape(words: Words, label: Label): false {
  return words.refuse(say('field-unreadable', { label: fieldSaid(label), text: words.text(), need: say('bad-escape') }))
}
