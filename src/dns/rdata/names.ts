// Domain names in rdata.

import { measureName } from '../compressed-name.ts'
import { nameLength } from '../name.ts'
import { nameFlaw, nameText, parseName } from '../name-text.ts'
import type { Octets } from '../octets.ts'
import { type Label, say } from '../says.ts'
import { type Cursor, type Field, field, type NameKind, type Tell } from './field.ts'
import type { Words } from './words.ts'

/** A domain name, absolute or completed with the origin. */
export function name(label: Label, kind: NameKind): Field {
  return field(label, (words, out) => takeName(words, label, out), printName, measureName, {
    name: kind,
    tell: tellName,
  })
}

export const tellName: Tell = (_bytes, at, _end, word, listener) => listener.name(at, word)

/** Appends the next word as a name, taken; false where it is refused. */
export function takeName(words: Words, label: Label, out: Octets): boolean {
  if (!words.bare) return words.cannot(label, say('need-name'))
  if (isUrl(words.bytes, words.start[words.next]!, words.end[words.next]!)) return refuseUrl(words, label)
  const wrong = parseName(words.bytes, words.start[words.next]!, words.end[words.next]!, words.origin, out)
  if (wrong !== undefined) return words.cannot(label, nameFlaw(wrong, words.origin))
  words.next++
  return true
}

/** `https://`: no host has such a name, and whoever writes it means a page. We look at every name, so only as far as a scheme is long. */
function isUrl(bytes: Uint8Array, start: number, end: number): boolean {
  const last = Math.min(end - 3, start + LONGEST_SCHEME)
  for (let p = start + 1; p <= last; p++)
    if (bytes[p] === COLON) return bytes[p + 1] === SLASH && bytes[p + 2] === SLASH
  return false
}

/** Octets of the longest scheme that people write. */
const LONGEST_SCHEME = 8
const COLON = 0x3a
const SLASH = 0x2f

function refuseUrl(words: Words, label: Label): false {
  const [, host = ''] = /:\/\/([a-z0-9._-]+)/i.exec(words.text()) ?? []
  const fix = host === '' ? undefined : say('write-name-alone', { name: host.endsWith('.') ? host : `${host}.` })
  return words.cannot(label, say('need-name-not-url'), fix)
}

export function printName(cursor: Cursor): string {
  const at = cursor.at
  cursor.at += nameLength(cursor.bytes, at)
  return nameText(cursor.bytes, at)
}
