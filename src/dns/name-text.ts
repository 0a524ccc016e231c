// Converts domain names between the text that people write (RFC 1035 §5.1) and octets, for master files, configuration and messages.

import { MAX_LABEL, MAX_NAME, nameLength, ROOT } from './name.ts'
import { Octets } from './octets.ts'
import type { Said } from './said.ts'
import { dnsSays, say } from './says.ts'

/** What is wrong with a name: a code of dnsSays. */
export type NameFlaw =
  | 'name-starts-with-dot'
  | 'name-has-empty-label'
  | 'name-empty'
  | 'label-too-long'
  | 'name-too-long'
  | 'name-too-long-completed'
  | 'bad-escape'

/**
 * Reads bytes[start, end) and appends the absolute name in wire form; it completes a name without a final dot with `origin`;
 * `@` alone is the origin. Returns undefined, or what is wrong with the name, and then appends nothing.
 */
export function parseName(
  bytes: Uint8Array,
  start: number,
  end: number,
  origin: Uint8Array,
  out: Octets,
): NameFlaw | undefined {
  out.reserve(MAX_NAME + MAX_LABEL + 2)
  const wire = out.bytes
  const from = out.length
  if (end - start === 1) {
    if (bytes[start] === DOT) {
      out.u8(0)
      return undefined
    }
    if (bytes[start] === AT) return appendOrigin(origin, from, from, out)
  }
  let label = from // where the length octet of the label being read goes
  let to = from + 1
  let p = start
  while (p < end) {
    let octet = bytes[p]!
    // As many as the label may still have.
    for (const stop = Math.min(end, p + MAX_LABEL + 1 + label - to); p < stop; octet = bytes[++p]!) {
      if (octet === DOT || octet === BACKSLASH) break
      wire[to++] = octet
    }
    if (p === end) break
    if (octet === DOT) {
      if (to === label + 1) return p === start ? 'name-starts-with-dot' : 'name-has-empty-label'
      wire[label] = to - label - 1
      label = to++
      if (label - from >= MAX_NAME) return 'name-too-long'
      p++
      continue
    }
    if (octet === BACKSLASH) {
      octet = escapedOctet(bytes, p, end)
      if (octet < 0) return 'bad-escape'
      p += escapeLength(bytes, p) - 1
    }
    if (to - label > MAX_LABEL) return 'label-too-long'
    wire[to++] = octet
    p++
  }
  if (to === label + 1) {
    if (label === from) return 'name-empty'
    wire[label] = 0
    out.length = to
    return undefined
  }
  wire[label] = to - label - 1
  return appendOrigin(origin, from, to, out)
}

/**
 * The name at `at` with its final dot; it escapes octets that a reader would take for something else. The name must be well
 * formed.
 */
export function nameText(bytes: Uint8Array, at = 0): string {
  if (bytes[at] === 0) return '.'
  let text = ''
  for (let p = at; bytes[p] !== 0; ) {
    for (const end = p + bytes[p]!; p++ < end; ) text += labelCharacter[bytes[p]!]
    text += '.'
  }
  return text
}

/** The name in wire form; completes a relative one with `origin`. Throws where the text is no name. */
export function nameFromText(text: string, origin: Uint8Array = ROOT): Uint8Array {
  const name = readName(text, origin)
  if (typeof name === 'string') throw new Error(`cannot read name "${text}": ${nameFlawText(name, origin)}`)
  return name
}

/** As nameFromText, but gives what is wrong instead of throwing. */
export function readName(text: string, origin: Uint8Array = ROOT): Uint8Array | NameFlaw {
  const bytes = encoder.encode(text)
  scratch.clear()
  return parseName(bytes, 0, bytes.length, origin, scratch) ?? scratch.view().slice()
}

const encoder = new TextEncoder()
const scratch = new Octets()

/** The octet that the backslash at bytes[at] and what follows stand for (RFC 1035 §5.1), or -1 where nothing fits. */
export function escapedOctet(bytes: Uint8Array, at: number, end: number): number {
  if (at + 1 >= end) return -1
  const first = bytes[at + 1]! - 0x30
  if (first < 0 || first > 9) return bytes[at + 1]!
  if (at + 3 >= end) return -1
  const second = bytes[at + 2]! - 0x30
  const third = bytes[at + 3]! - 0x30
  if (second < 0 || second > 9 || third < 0 || third > 9) return -1
  const value = first * 100 + second * 10 + third
  return value > 255 ? -1 : value
}

/** Octets of the escape at bytes[at], the backslash included: `\.` has 2, `\046` has 4. */
export function escapeLength(bytes: Uint8Array, at: number): 2 | 4 {
  const first = bytes[at + 1]!
  return first >= 0x30 && first <= 0x39 ? 4 : 2
}

/** The message for a flaw of a name that `origin` completes. */
export function nameFlaw(flaw: NameFlaw, origin: Uint8Array = ROOT): Said {
  return flaw === 'name-too-long-completed' ? say(flaw, { origin: nameText(origin) }) : say(flaw)
}

/** The same in English. */
export function nameFlawText(flaw: NameFlaw, origin: Uint8Array = ROOT): string {
  return dnsSays[flaw][0].replace('{origin}', nameText(origin))
}

const DOT = 0x2e
const AT = 0x40
const BACKSLASH = 0x5c

function appendOrigin(origin: Uint8Array, from: number, to: number, out: Octets): NameFlaw | undefined {
  const size = nameLength(origin, 0)
  if (to - from + size > MAX_NAME) {
    return to - from >= MAX_NAME ? 'name-too-long' : 'name-too-long-completed'
  }
  const wire = out.bytes
  for (let i = 0; i < size; i++) wire[to + i] = origin[i]!
  out.length = to + size
  return undefined
}

/** How each octet of a label is written. */
const labelCharacter = Array.from({ length: 256 }, (_, octet) => {
  if (octet <= 0x20 || octet >= 0x7f) return `\\${String(octet).padStart(3, '0')}`
  const character = String.fromCharCode(octet)
  return '.\\"();@$'.includes(character) ? `\\${character}` : character
})
