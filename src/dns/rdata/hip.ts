// Host identity records (RFC 8005 §5, §6): on the wire the lengths come first, in text the algorithm does.

import { get16 } from '../big-endian.ts'
import { measureName } from '../compressed-name.ts'
import { nameLength } from '../name.ts'
import type { Octets } from '../octets.ts'
import { type Label, say } from '../says.ts'
import { appendBase64, appendHex, base64Text, hexText } from './binary.ts'
import { type Cursor, type Field, field, type Tell } from './field.ts'
import { printName, takeName } from './names.ts'
import { takeNumber } from './numbers.ts'
import type { Words } from './words.ts'

//  +------------+---------------+-----------+- - -+- - - - - -+- - - - - - - - - - - +
//  | HIT length | PK algorithm  | PK length | HIT | public key | rendezvous servers … |
//  +------------+---------------+-----------+- - -+- - - - - -+- - - - - - - - - - - +

/** The whole rdata of a HIP record but its rendezvous servers. */
export function hostIdentity(): Field {
  return field(
    ['public key algorithm', 'host identity tag', 'public key'],
    parseIdentity,
    printIdentity,
    measureIdentity,
    {
      words: 3,
    },
  )
}

/** Names up to the end of the record, perhaps none (RFC 8005 §5.6: never compressed). */
export function restNames(label: Label): Field {
  const parse = (words: Words, out: Octets) => {
    while (words.left > 0) if (!takeName(words, label, out)) return false
    return true
  }
  const print = (cursor: Cursor) => {
    const names: string[] = []
    while (cursor.at < cursor.end) names.push(printName(cursor))
    return names.join(' ')
  }
  const measure = (bytes: Uint8Array, at: number, end: number) => {
    let p = at
    while (p < end) {
      const size = measureName(bytes, p, end)
      if (size < 0) return -1
      p += size
    }
    return p - at
  }
  const tell: Tell = (bytes, at, end, word, listener) => {
    for (let p = at, i = word; p < end; p += nameLength(bytes, p), i++) listener.name(p, i)
  }
  return field(label, parse, print, measure, { tell })
}

function parseIdentity(words: Words, out: Octets): boolean {
  const at = out.length
  const algorithm = takeNumber(words, 'public key algorithm', 255)
  if (algorithm < 0) return false
  out.u32(0)
  const { bytes } = words
  const begin = () => words.start[words.next]!
  const end = () => words.end[words.next]!
  if (!words.bare || !appendHex(bytes, begin(), end(), out)) {
    return words.cannot('host identity tag', say('need-hex'))
  }
  const tagSize = out.length - at - 4
  if (tagSize > 255) return words.cannot('host identity tag', say('tag-too-long'))
  words.next++
  if (!words.bare || !appendBase64(bytes, begin(), end(), out))
    return words.cannot('public key', say('need-base64-word'))
  const keySize = out.length - at - 4 - tagSize
  if (keySize > 0xffff) return words.cannot('public key', say('key-too-long'))
  words.next++
  out.bytes.set([tagSize, algorithm, keySize >> 8, keySize & 0xff], at)
  return true
}

function printIdentity(cursor: Cursor): string {
  const { bytes, at } = cursor
  const tag = at + 4
  const key = tag + bytes[at]!
  cursor.at = key + get16(bytes, at + 2)
  return `${bytes[at + 1]} ${hexText(bytes, tag, key)} ${base64Text(bytes, key, cursor.at)}`
}

function measureIdentity(bytes: Uint8Array, at: number, end: number): number {
  if (end - at < 4) return -1
  const tag = bytes[at]!
  const key = get16(bytes, at + 2)
  return tag === 0 || key === 0 || at + 4 + tag + key > end ? -1 : 4 + tag + key
}
