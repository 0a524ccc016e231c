// Where a host is on the earth (RFC 1876): `42 21 54 N 71 6 18 W -24m 30m`.

import { get32 } from '../big-endian.ts'
import type { Octets } from '../octets.ts'
import { type Label, say } from '../says.ts'
import { type Cursor, type Field, field } from './field.ts'
import type { Words } from './words.ts'

//  version 0 | size | horizontal precision | vertical precision | latitude | longitude | altitude
//      1     |  1   |          1           |         1          |    4     |     4     |    4     octets

/** The whole rdata of a LOC record. */
export function location(): Field {
  return field('location', parseLocation, printLocation, measureLocation)
}

/** Angles count from here in thousandths of a second of arc (RFC 1876 §2). */
const ZERO_ANGLE = 2 ** 31
/** Altitudes count in centimetres from 100,000 m below the reference (RFC 1876 §2). */
const ZERO_ALTITUDE = 10_000_000
const MAX_METRES_CM = 9_000_000_000

function parseLocation(words: Words, out: Octets): boolean {
  const latitude = takeAngle(words, 'latitude', 90, 'N', 'S')
  if (latitude === undefined) return false
  const longitude = takeAngle(words, 'longitude', 180, 'E', 'W')
  if (longitude === undefined) return false
  const altitude = takeCentimetres(words, 'altitude', -ZERO_ALTITUDE, 0xffffffff - ZERO_ALTITUDE)
  if (altitude === undefined) return false
  out.u8(0)
  // RFC 1876 §3: the defaults are 1 m, 10,000 m and 10 m.
  for (const [label, usual] of [
    ['size', 100],
    ['horizontal precision', 1_000_000],
    ['vertical precision', 1000],
  ] as const) {
    const value = words.left === 0 ? usual : takeCentimetres(words, label, 0, MAX_METRES_CM)
    if (value === undefined) return false
    out.u8(toPower(value))
  }
  out.u32(ZERO_ANGLE + latitude)
  out.u32(ZERO_ANGLE + longitude)
  out.u32(ZERO_ALTITUDE + altitude)
  return true
}

/** Degrees, then perhaps minutes, then perhaps seconds with up to three decimals, then a letter. */
function takeAngle(words: Words, label: Label, most: number, plus: string, minus: string): number | undefined {
  const parts: number[] = []
  for (; words.bare; words.next++) {
    const text = words.text().toUpperCase()
    if (parts.length > 0 && (text === plus || text === minus)) {
      const angle = (parts[0]! * 3600 + (parts[1] ?? 0) * 60) * 1000 + (parts[2] ?? 0)
      if (angle > most * 3_600_000) break
      words.next++
      return text === plus ? angle : -angle
    }
    const isSeconds = parts.length === 2
    if (parts.length === 3 || !(isSeconds ? /^\d{1,2}(\.\d{1,3})?$/ : /^\d{1,3}$/).test(text)) break
    const value = isSeconds ? Math.round(Number(text) * 1000) : Number(text)
    if (value > [most, 59, 59_999][parts.length]!) break
    parts.push(value)
  }
  words.cannot(label, say('need-degrees', { most, plus, minus }))
  return undefined
}

/** Metres with up to two decimals, the unit `m` optional. */
function takeCentimetres(words: Words, label: Label, min: number, max: number): number | undefined {
  const text = words.bare ? words.text() : ''
  const centimetres = /^-?\d+(\.\d{1,2})?m?$/i.test(text) ? Math.round(Number.parseFloat(text) * 100) : Number.NaN
  if (centimetres >= min && centimetres <= max) {
    words.next++
    return centimetres
  }
  words.cannot(label, say('need-metres', { least: min / 100, most: max / 100 }))
  return undefined
}

/** RFC 1876 §2: two digits of four bits, the second the power of ten of the first, in centimetres. */
function toPower(centimetres: number): number {
  let base = centimetres
  let exponent = 0
  for (; base >= 10; exponent++) base = Math.floor(base / 10)
  return (base << 4) | exponent
}

function printLocation(cursor: Cursor): string {
  const { bytes, at } = cursor
  cursor.at += 16
  const latitude = angleText(get32(bytes, at + 4) - ZERO_ANGLE, 'N', 'S')
  const longitude = angleText(get32(bytes, at + 8) - ZERO_ANGLE, 'E', 'W')
  const altitude = metresText(get32(bytes, at + 12) - ZERO_ALTITUDE)
  const sizes = [1, 2, 3].map((i) => powerText(bytes[at + i]!)).join(' ')
  return `${latitude} ${longitude} ${altitude} ${sizes}`
}

function angleText(angle: number, plus: string, minus: string): string {
  const left = Math.abs(angle)
  const seconds = ((left % 60_000) / 1000).toFixed(3)
  return `${Math.floor(left / 3_600_000)} ${Math.floor(left / 60_000) % 60} ${seconds} ${angle < 0 ? minus : plus}`
}

function metresText(centimetres: number): string {
  return `${(centimetres / 100).toFixed(2)}m`
}

function powerText(octet: number): string {
  const centimetres = (octet >> 4) * 10 ** (octet & 15)
  return centimetres % 100 === 0 ? `${centimetres / 100}m` : metresText(centimetres)
}

function measureLocation(bytes: Uint8Array, at: number, end: number): number {
  if (end - at < 16 || bytes[at] !== 0) return -1
  for (let i = 1; i <= 3; i++) if (!isPower(bytes[at + i]!)) return -1
  const inRange = (offset: number, most: number) => Math.abs(get32(bytes, at + offset) - ZERO_ANGLE) <= most * 3_600_000
  return inRange(4, 90) && inRange(8, 180) ? 16 : -1
}

/** RFC 1876 §2: digits above 9 are undefined, and so are base 0 with another exponent and what text cannot say. */
function isPower(octet: number): boolean {
  const base = octet >> 4
  const exponent = octet & 15
  return base <= 9 && exponent <= 9 && (base > 0 || exponent === 0)
}
