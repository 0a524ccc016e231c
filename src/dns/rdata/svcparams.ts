// The parameters of SVCB and HTTPS records (RFC 9460 §2.1, §2.2): `alpn=h2,h3 port=8443`, kept sorted by key on the wire.

import { get16 } from '../big-endian.ts'
import { Octets } from '../octets.ts'
import type { Said } from '../said.ts'
import { fieldSaid, say } from '../says.ts'
import { type Cursor, type Field, field, type Tell } from './field.ts'
import { appendUnescaped, quotedText } from './strings.ts'
import {
  IPV4_HINT,
  IPV6_HINT,
  keyAdvice,
  keyName,
  keyNumber,
  MANDATORY,
  NO_DEFAULT_ALPN,
  type ParamKey,
  paramKeys,
} from './svckeys.ts'
import { Words } from './words.ts'

/** Parameters up to the end of the record, perhaps none. */
export function svcParams(): Field {
  return field('parameter', parseParams, printParams, measureParams, { tell: tellHints })
}

type Param = { readonly key: number; readonly value: Uint8Array; readonly word: number }

function parseParams(words: Words, out: Octets): boolean {
  const params: Param[] = []
  while (words.left > 0) {
    const param = takeParam(words)
    if (param === undefined) return false
    params.push(param)
  }
  // RFC 9460 §2.2: in the wire form keys are in strictly increasing order.
  params.sort((a, b) => a.key - b.key)
  for (const [i, { key, word }] of params.entries()) {
    if (params[i - 1]?.key === key) return words.refuse(say('parameter-twice', { key: keyName(key) }), undefined, word)
  }
  for (const { key, value } of params) {
    out.u16(key)
    out.u16(value.length)
    out.append(value)
  }
  const wrong = inconsistency(params)
  return wrong === undefined || words.refuse(wrong, undefined, params[0]!.word)
}

function takeParam(words: Words): Param | undefined {
  const word = words.next
  if (!words.bare) return refused(words, word, say('need-key'))
  const { bytes } = words
  const start = words.start[word]!
  const end = words.end[word]!
  const equals = bytes.subarray(start, end).indexOf(0x3d)
  const name = Buffer.from(bytes.subarray(start, equals < 0 ? end : start + equals)).toString('latin1')
  const key = keyNumber(name)
  if (key === undefined) {
    return refused(words, word, say('key-unknown', { key: name }), keyAdvice(name))
  }
  words.next++
  const raw = equals < 0 ? new Uint8Array(0) : takeValue(words, word, start + equals + 1)
  if (raw === undefined) return refused(words, word, say('value-bad-escape'))
  // A key given by number has its value in wire form already (RFC 9460 §2.1).
  const known = paramKeys.get(key)
  const value = known === undefined || name === `key${key}` ? raw : known.parse(raw)
  if (raw.length > 0xffff) return refused(words, word, say('value-too-long'))
  if (value === undefined || known?.valid(value) === false) return refused(words, word, known!.need)
  return { key, value, word }
}

/** The octets of the value that begins at `start`, be it bare, quoted inside its word, or a quoted word that follows at once. */
function takeValue(words: Words, word: number, start: number): Uint8Array | undefined {
  const { bytes } = words
  const end = words.end[word]!
  const value = new Words()
  value.bytes = bytes
  if (start === end && words.left > 0 && words.quoted[words.next] === 1 && words.start[words.next] === end + 1) {
    value.push(words.start[words.next]!, words.end[words.next]!, true)
    words.next++
  } else if (bytes[start] === QUOTE && start < end) {
    if (end - start < 2 || bytes[end - 1] !== QUOTE) return undefined
    value.push(start + 1, end - 1, true)
  } else value.push(start, end, false)
  const out = new Octets(64)
  return appendUnescaped(value, 0, out) ? out.view().slice() : undefined
}

function refused(words: Words, word: number, need: Said, fix?: Said): undefined {
  const label = fieldSaid('parameter')
  words.refuse(say('field-unreadable', { label, text: words.text(word), need }), fix, word)
  return undefined
}

/** What is wrong between parameters, or undefined. */
function inconsistency(params: readonly { readonly key: number; readonly value: Uint8Array }[]): Said | undefined {
  const has = (key: number) => params.some((param) => param.key === key)
  // RFC 9460 §7.1.1: "no-default-alpn" is of no use without "alpn", and must not be sent so.
  if (has(NO_DEFAULT_ALPN) && !has(1)) return say('alpn-missing')
  const mandatory = params.find((param) => param.key === MANDATORY)?.value ?? new Uint8Array(0)
  for (let p = 0; p < mandatory.length; p += 2) {
    const key = get16(mandatory, p)
    // RFC 9460 §8: each mandatory key must be there.
    if (!has(key)) return say('mandatory-missing', { key: keyName(key) })
  }
  return undefined
}

function printParams(cursor: Cursor): string {
  const { bytes } = cursor
  const texts: string[] = []
  while (cursor.at < cursor.end) {
    const key = get16(bytes, cursor.at)
    const from = cursor.at + 4
    cursor.at = from + get16(bytes, cursor.at + 2)
    texts.push(paramText(key, bytes.subarray(from, cursor.at)))
  }
  return texts.join(' ')
}

function paramText(key: number, value: Uint8Array): string {
  const known: ParamKey | undefined = paramKeys.get(key)
  if (known !== undefined) return value.length === 0 ? known.name : `${known.name}=${known.print(value)}`
  return value.length === 0 ? keyName(key) : `${keyName(key)}=${quotedText(value, 0, value.length)}`
}

/** RFC 9460 §7.3. Parameters are sorted on the wire: their words are not known. */
const tellHints: Tell = (bytes, at, end, word, listener) => {
  for (let p = at; p + 4 <= end; p += 4 + get16(bytes, p + 2)) {
    const size = hintSizes.get(get16(bytes, p)) ?? 0
    const last = p + 4 + get16(bytes, p + 2)
    if (size > 0) for (let q = p + 4; q + size <= last; q += size) listener.address(bytes.subarray(q, q + size), word)
  }
}

const hintSizes: ReadonlyMap<number, number> = new Map([
  [IPV4_HINT, 4],
  [IPV6_HINT, 16],
])

function measureParams(bytes: Uint8Array, at: number, end: number): number {
  const params: { key: number; value: Uint8Array }[] = []
  let previous = -1
  let p = at
  while (p < end) {
    if (p + 4 > end) return -1
    const key = get16(bytes, p)
    const size = get16(bytes, p + 2)
    if (key <= previous || p + 4 + size > end) return -1
    const value = bytes.subarray(p + 4, p + 4 + size)
    if (paramKeys.get(key)?.valid(value) === false) return -1
    params.push({ key, value })
    previous = key
    p += 4 + size
  }
  return inconsistency(params) === undefined ? p - at : -1
}

const QUOTE = 0x22
