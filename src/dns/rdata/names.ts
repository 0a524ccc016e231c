// Domain names in rdata.

import { measureName } from '../compressed-name.ts'
import { nameLength } from '../name.ts'
import { nameText, parseName } from '../name-text.ts'
import type { Octets } from '../octets.ts'
import { type Cursor, type Field, field, type NameKind } from './field.ts'
import type { Words } from './words.ts'

/** A domain name, absolute or completed with the origin. */
export function name(label: string, kind: NameKind): Field {
  return field(label, (words, out) => takeName(words, label, out), printName, measureName, kind)
}

/** Appends the next word as a name, taken; false where it is refused. */
export function takeName(words: Words, label: string, out: Octets): boolean {
  if (!words.bare) return words.cannot(label, 'a domain name is needed')
  const wrong = parseName(words.bytes, words.start[words.next]!, words.end[words.next]!, words.origin, out)
  if (wrong !== undefined) return words.cannot(label, wrong)
  words.next++
  return true
}

export function printName(cursor: Cursor): string {
  const at = cursor.at
  cursor.at += nameLength(cursor.bytes, at)
  return nameText(cursor.bytes, at)
}
