// Reads rdata of every type from master files and messages, prints it and checks it. The row of a type (layouts.ts) has what is special to
// it; here are the walks over the rows and the form that serves every type, `\# length hex` (RFC 3597 §5).

import { expandName } from '../compressed-name.ts'
import { fold } from '../name.ts'
import type { Octets } from '../octets.ts'
import { fieldSaid, say } from '../says.ts'
import { Type, typeFromBytes, typeName } from '../types.ts'
import { hexText, readCount, takeRestHex } from './binary.ts'
import type { Cursor, Field, Layout } from './field.ts'
import { layoutOf, layouts } from './layouts.ts'
import type { Words } from './words.ts'

export { layoutOf } from './layouts.ts'

/** RFC 1035 §4.1.3: RDLENGTH has 16 bits. */
export const MAX_RDATA = 0xffff

/**
 * Takes all words from words.next on as the rdata of `type` and appends its wire form; names in it become absolute. Where
 * it returns false, words.refusal says why, and what was appended is taken back.
 */
export function parseRdata(type: number, words: Words, out: Octets): boolean {
  const from = out.length
  if (parse(type, words, out) && ended(type, words) && fits(type, words, out.length - from)) return true
  out.length = from
  return false
}

/** The rdata in bytes[from, to) as a master file has it; octets that the row cannot read come as `\# length hex`. */
export function printRdata(type: number, bytes: Uint8Array, from: number, to: number): string {
  const layout = layoutOf(type)
  if (layout === undefined || !isValid(layout, bytes, from, to)) return genericText(bytes, from, to)
  const cursor: Cursor = { bytes, at: from, end: to }
  let text = ''
  for (const field of layout.fields) {
    const part = field.print(cursor)
    if (part === undefined) return genericText(bytes, from, to)
    if (part !== '') text += text === '' ? part : ` ${part}`
  }
  return text
}

/** The form that every type has (RFC 3597 §5). */
function genericText(bytes: Uint8Array, from: number, to: number): string {
  return from === to ? '\\# 0' : `\\# ${to - from} ${hexText(bytes, from, to)}`
}

/**
 * Appends the rdata at message[from, to) with all names decompressed; false, and nothing appended, where it is malformed.
 * Pointers count from `base`, where the message begins, and are followed only in the types of RFC 3597 §4.
 */
export function decodeRdata(
  type: number,
  message: Uint8Array,
  from: number,
  to: number,
  out: Octets,
  base = 0,
): boolean {
  const begin = out.length
  const layout = layoutOf(type)
  if (layout === undefined) {
    out.append(message, from, to)
    return true
  }
  let at = from
  for (const field of layout.fields) {
    at = decodeField(field, message, at, to, out, base)
    if (at < 0) break
  }
  if (at === to && out.length - begin <= MAX_RDATA) return true
  out.length = begin
  return false
}

/** Whether bytes[from, to) is well-formed rdata of the type, names uncompressed. Types without a row take any octets. */
export function validRdata(type: number, bytes: Uint8Array, from: number, to: number): boolean {
  const layout = layoutOf(type)
  return layout === undefined ? to - from <= MAX_RDATA : isValid(layout, bytes, from, to)
}

/** Whether decodeRdata() copies rdata of the type unchanged: it holds no names, or we do not know the type. */
export function isDecodedAsItIs(type: number): boolean {
  return type < withNames.length ? withNames[type] === 0 : layoutOf(type) === undefined
}

/** The shape of rdata whose names may be compressed: `prefix` octets, then so many names, then octets to the end. */
export type CompressibleNames = { readonly prefix: number; readonly names: number }

/** Where names lie that may be compressed when sent (RFC 3597 §4: the types of RFC 1035 only), or undefined. */
export function compressibleNames(type: number): CompressibleNames | undefined {
  return type < compressible.length ? compressible[type] : undefined
}

/**
 * Where in bytes the name lies whose addresses belong into the additional section, or -1: the target of NS, MX, SRV and
 * the like, and of NAPTR where its flags ask for addresses or SRV next (RFC 3403 §4.4). The rdata must be valid.
 */
export function targetOf(type: number, bytes: Uint8Array, from: number): number {
  if (type === Type.NAPTR) return naptrTarget(bytes, from)
  const prefix = type < targetPrefix.length ? targetPrefix[type]! : -1
  return prefix < 0 ? -1 : from + prefix
}

/** Whether the rdata at `from` is that of an SVCB or HTTPS record in ServiceMode (RFC 9460 §2.4.3). */
export function isServiceMode(type: number, bytes: Uint8Array, from: number): boolean {
  return (type === Type.SVCB || type === Type.HTTPS) && (bytes[from] !== 0 || bytes[from + 1] !== 0)
}

/** Lower-cases the names in bytes[from, to) where the canonical form asks for it (RFC 4034 §6.2, RFC 6840 §5.1). In place. */
export function lowerRdataNames(type: number, bytes: Uint8Array, from: number, to: number): void {
  const layout = layoutOf(type)
  if (layout?.lowerCase !== true) return
  let at = from
  for (const field of layout.fields) {
    const size = field.measure(bytes, at, to)
    if (size < 0) return
    if (field.name !== undefined) for (let p = at; p < at + size; p++) bytes[p] = fold[bytes[p]!]!
    at += size
  }
}

function parse(type: number, words: Words, out: Octets): boolean {
  if (isGeneric(words)) return parseGeneric(type, words, out)
  const layout = layoutOf(type)
  if (layout === undefined) {
    return words.refuse(say('type-without-text', { type: typeName(type) }), say('write-generic'))
  }
  const { fields } = layout
  const count = words.left
  for (let i = 0; i < fields.length; i++) {
    if (!fields[i]!.parse(words, out)) return count < fields.length ? showForm(words, layout) : false
  }
  return true
}

function ended(type: number, words: Words): boolean {
  if (words.next >= words.count) return true
  words.refuse(say('data-complete', { word: words.text(), type: typeName(type) }))
  if (isRemark(type, words)) {
    words.refusal = { ...words.refusal!, fix: say('comment-mark'), edit: { text: `; ${words.text()}` } }
    return false
  }
  const layout = layoutOf(type)
  return layout === undefined ? false : showForm(words, layout)
}

/**
 * Whether the rest of the line can only be meant as a comment: it begins as comments of other languages do, which no data does; or it
 * stands behind an address and is several words, none of them an address, a TTL or a type. A word that stands alone or behind a name could
 * be a second name, which somebody wants to be served.
 */
function isRemark(type: number, { bytes, start, quoted, next }: Words): boolean {
  if (quoted[next] === 1) return false
  const line = bytes.subarray(start[next]!, start[next]! + MOST_REMARK)
  const end = line.findIndex((octet) => octet === 0x0a || octet === 0x0d || octet === 0)
  if (end === -1) return false
  const text = utf8.decode(line.subarray(0, end))
  const [data = ''] = text.split(';', 1)
  // A parenthesis or a quote would hide the end of the record behind the comment; what is no UTF-8 has no certain width.
  if (/["()\\]|(?!\t)\p{Cc}/u.test(data) || text.includes('\ufffd')) return false
  if (/^(#|\/\/|\/\*|--|<-|<!|=|!|%)/.test(data)) return true
  if (type !== Type.A && type !== Type.AAAA) return false
  const remark = data.trim().split(/\s+/)
  const isName = remark.length === 1 && /^[\x20-\x7e]*$/.test(data)
  return !isName && /^\p{L}/u.test(data) && remark.every(isPlainWord)
}

function isPlainWord(word: string): boolean {
  if (!/^[\p{L}\p{N}]+([-'/_][\p{L}\p{N}]+)*[,.:!?]?$/u.test(word)) return false
  const bytes = new TextEncoder().encode(word)
  return typeFromBytes(bytes, 0, bytes.length) < 0 && !/^\d+[smhdw]|^\d{1,3}\//i.test(word)
}

const MOST_REMARK = 400
const utf8 = new TextDecoder()

/** Where words are too few or too many, the list of fields helps more than a look at one of them. */
function showForm(words: Words, layout: Layout): false {
  const { refusal } = words
  if (refusal === undefined || refusal.fix !== undefined || layout.fields.length === 1) return false
  const form = layout.fields.flatMap(({ labels }) => labels.map(fieldSaid))
  return words.refuse(refusal.message, say('form', { type: layout.mnemonic, form }), refusal.word)
}

function fits(type: number, words: Words, size: number): boolean {
  if (size <= MAX_RDATA) return true
  return words.refuse(say('data-too-long', { type: typeName(type), size, most: MAX_RDATA }))
}

/** `\#` by itself and without quotes. */
function isGeneric(words: Words): boolean {
  const { next } = words
  if (next >= words.count) return false
  const start = words.start[next]!
  const isMark = words.bytes[start] === 0x5c && words.bytes[start + 1] === 0x23 && words.end[next]! - start === 2
  return isMark && words.quoted[next] === 0
}

function parseGeneric(type: number, words: Words, out: Octets): boolean {
  words.next++
  const count = readCount(words)
  if (count < 0) return words.cannot('length', say('need-octets', { most: MAX_RDATA }))
  words.next++
  const first = words.next
  const from = out.length
  if (!takeRestHex(words, 'data', 0, out)) return false
  const size = out.length - from
  if (size !== count) return words.refuse(say('generic-wrong-length', { size, count }), undefined, first)
  if (validRdata(type, out.bytes, from, out.length)) return true
  return words.refuse(say('generic-not-of-type', { type: typeName(type) }), undefined, first)
}

function isValid(layout: Layout, bytes: Uint8Array, from: number, to: number): boolean {
  if (to - from > MAX_RDATA) return false
  let at = from
  for (const field of layout.fields) {
    const size = field.measure(bytes, at, to)
    if (size < 0) return false
    at += size
  }
  return at === to
}

/** The offset after the field, or -1. */
function decodeField(field: Field, message: Uint8Array, at: number, to: number, out: Octets, base: number): number {
  if (field.name !== undefined) return expandName(message, at, to, out, field.name !== 'plain', base)
  const size = field.measure(message, at, to)
  if (size < 0) return -1
  out.append(message, at, at + size)
  return at + size
}

/** RFC 3403 §4.4: "S" leads to SRV records at the replacement, "A" to addresses; others to something else. */
function naptrTarget(bytes: Uint8Array, from: number): number {
  const flags = from + 4
  const flag = bytes[flags] === 1 ? fold[bytes[flags + 1]!] : 0
  if (flag !== 0x61 && flag !== 0x73) return -1
  let at = flags
  for (let strings = 0; strings < 3; strings++) at += bytes[at]! + 1
  return at
}

/** Octets before field `index` of the row, all of a fixed size. */
function prefixOf(layout: Layout, index: number): number {
  const zeros = new Uint8Array(64)
  return layout.fields.slice(0, index).reduce((sum, field) => sum + field.measure(zeros, 0, zeros.length), 0)
}

const compressible: (CompressibleNames | undefined)[] = Array.from({ length: 256 }, () => undefined)
const targetPrefix = new Int8Array(256).fill(-1)
const withNames = new Uint8Array(256)
for (const layout of layouts) {
  const names = layout.fields.filter((field) => field.name === 'compressible').length
  const first = layout.fields.findIndex((field) => field.name === 'compressible')
  if (layout.fields.some(({ name }) => name !== undefined)) withNames[layout.type] = 1
  if (names > 0) compressible[layout.type] = { prefix: prefixOf(layout, first), names }
  if (layout.target !== undefined) targetPrefix[layout.type] = prefixOf(layout, layout.target)
}
