// Makes the records of lines of tinydns's `data` as tinydns-data does, with its defaults for TTLs, SOA and names of servers.

import type { Faults, Spot } from '../faults.ts'
import type { RecordLine } from '../record-lines.ts'
import type { DataLine, Field } from './data-lines.ts'
import { timeOf } from './tai64.ts'

/** `location`: only its clients see the record; empty: all do. */
export type LocatedLine = RecordLine & { readonly location: string }

export type Making = {
  /** Seconds since 1970: the serial of an SOA without one (tinydns-data takes the time of the file). */
  readonly modified: number
  readonly now: number
  readonly faults: Faults
  readonly lose: (at: Spot, why: string) => void
}

/** tinydns-data.c: TTL_NS, TTL_POSITIVE, TTL_NEGATIVE. */
const TTL_NS = 259200
const TTL_POSITIVE = 86400
const TTL_NEGATIVE = 2560

/** tinydns-data cuts texts where a string would be longer. */
const TEXT_PART = 127

export function recordsOfLine(line: DataLine, making: Making): LocatedLine[] {
  const make = KINDS[line.kind]!
  return make(new Maker(line, making))
}

type Making1 = (maker: Maker) => LocatedLine[]

const KINDS: { readonly [kind: string]: Making1 } = {
  '.': (m) => [...m.soaOfServer(), ...m.server('ns')],
  '&': (m) => m.server('ns'),
  '+': (m) => m.host(),
  '=': (m) => [...m.host(), ...m.reverse()],
  '@': (m) => m.mail(),
  "'": (m) => m.made(2, TTL_POSITIVE, () => `TXT ${m.texts(1)}`),
  '^': (m) => m.made(2, TTL_POSITIVE, () => `PTR ${m.name(1)}`),
  C: (m) => m.made(2, TTL_POSITIVE, () => `CNAME ${m.name(1)}`),
  Z: (m) => m.made(8, TTL_NEGATIVE, () => `SOA ${m.soa()}`),
  ':': (m) => m.made(3, TTL_POSITIVE, () => m.generic()),
}

/** Reads the fields of one line. */
class Maker {
  readonly #line: DataLine
  readonly #making: Making

  constructor(line: DataLine, making: Making) {
    this.#line = line
    this.#making = making
  }

  /** `first`: the field of the TTL, which those of time and location follow. */
  made(first: number, otherwise: number, rdata: () => string, owner = this.name(0)): LocatedLine[] {
    const ttl = this.#ttl(first, otherwise)
    if (ttl === undefined) return []
    const location = this.#line.field(first + 2)
    return [{ text: `${owner} ${ttl} IN ${rdata()}`, at: this.#line.at, location: location.octets.slice(0, 2) }]
  }

  /** The SOA of a `.` line. */
  soaOfServer(): LocatedLine[] {
    const { modified } = this.#making
    const soa = () => `SOA ${this.#serverName('ns')} ${escaped('hostmaster')}.${this.name(0)} ${modified} ${SOA_TIMES}`
    // Its TTL is the negative one, whatever the line says, unless that is zero (tinydns-data.c).
    const ttl = this.#line.field(3).octets === '0' ? 0 : TTL_NEGATIVE
    return this.made(3, TTL_NS, soa).map((one) => ({ ...one, text: one.text.replace(/ \d+ IN/, ` ${ttl} IN`) }))
  }

  server(kind: 'ns'): LocatedLine[] {
    const name = this.#serverName(kind)
    return [...this.made(3, TTL_NS, () => `NS ${name}`), ...this.#address(name, 1, 3, TTL_NS)]
  }

  mail(): LocatedLine[] {
    const name = this.#serverName('mx')
    const distance = this.#number(3, 0, 65535)
    return [...this.made(4, TTL_POSITIVE, () => `MX ${distance} ${name}`), ...this.#address(name, 1, 4, TTL_POSITIVE)]
  }

  host(): LocatedLine[] {
    return this.#address(this.name(0), 1, 2, TTL_POSITIVE)
  }

  reverse(): LocatedLine[] {
    const { octets } = this.#line.field(1)
    if (!isIpv4(octets)) return []
    const owner = `${octets.split('.').map(Number).reverse().join('.')}.in-addr.arpa.`
    return this.made(2, TTL_POSITIVE, () => `PTR ${this.name(0)}`, owner)
  }

  soa(): string {
    const numbers = [
      this.#number(3, this.#making.modified),
      this.#number(4, 16384),
      this.#number(5, 2048),
      this.#number(6, 1048576),
      this.#number(7, 2560),
    ]
    return `${this.name(1)} ${this.name(2)} ${numbers.join(' ')}`
  }

  texts(field: number): string {
    const { octets } = this.#line.field(field)
    const parts = octets.match(new RegExp(`[^]{1,${TEXT_PART}}`, 'g')) ?? ['']
    return parts.map((part) => `"${[...part].map(textOctet).join('')}"`).join(' ')
  }

  generic(): string {
    const type = this.#number(1, 0, 65535)
    const { octets, at } = this.#line.field(2)
    // tinydns-data refuses those that have lines of their own.
    const own = OWN_LINES[type]
    if (own !== undefined)
      this.#making.faults.add(this.#line.field(1).at, `type ${type} (${own}) has lines of its own in "data"`)
    if (type === 0 || type > 65535) this.#making.faults.add(at, `${type} is no type of a record`)
    return `TYPE${type || 65535} \\# ${octets.length}${octets === '' ? '' : ` ${Buffer.from(octets, 'latin1').toString('hex')}`}`
  }

  /** The name in the field, with the escapes of zone files. */
  name(field: number): string {
    return nameOf(this.#line.field(field))
  }

  #address(owner: string, field: number, ttl: number, otherwise: number): LocatedLine[] {
    const { octets, at } = this.#line.field(field)
    // A server may have its address on another line; a host must have one here.
    if (octets === '' && '.&@'.includes(this.#line.kind)) return []
    if (!isIpv4(octets)) {
      this.#making.faults.add(at, `"${shown(octets)}" is no IPv4 address`)
      return []
    }
    return this.made(ttl, otherwise, () => `A ${octets.split('.').map(Number).join('.')}`, owner)
  }

  /** Field 2; a name without a dot stands below `ns` or `mx` of the owner. */
  #serverName(kind: 'ns' | 'mx'): string {
    const field = this.#line.field(2)
    const owner = this.name(0)
    if (field.octets.includes('.')) return nameOf(field)
    const below = owner === '.' ? `${kind}.` : `${kind}.${owner}`
    return field.octets === '' ? below : `${escaped(field.octets)}.${below}`
  }

  /** The TTL; undefined where the record does not exist now, or a field is bad. */
  #ttl(first: number, otherwise: number): number | undefined {
    const ttl = this.#number(first, otherwise)
    const stamp = this.#line.field(first + 1)
    if (stamp.octets === '') return ttl
    const time = timeOf(stamp.octets)
    if (time === undefined) {
      this.#making.faults.add(stamp.at, `"${shown(stamp.octets)}" is no time: TAI64 is 16 hexadecimal digits`)
      return undefined
    }
    return this.#atTime(ttl, time, stamp.at)
  }

  /** With a TTL of 0 the record ends at the time; with another it begins then (tinydns-data's documentation). */
  #atTime(ttl: number, time: number, at: Spot): number | undefined {
    const { now, lose } = this.#making
    const when = new Date(time * 1000).toISOString().slice(0, 19)
    if (ttl !== 0) {
      if (time > now) lose(at, `the record begins at ${when}Z: add it then`)
      return time > now ? undefined : ttl
    }
    if (time <= now) return undefined
    lose(at, `the record ends at ${when}Z: it is left out; give it a lease (updates)`)
    return undefined
  }

  #number(field: number, otherwise: number, most = 0xffffffff): number {
    const { octets, at } = this.#line.field(field)
    if (octets === '') return otherwise
    if (/^\d{1,10}$/.test(octets) && Number(octets) <= most) return Number(octets)
    this.#making.faults.add(at, `"${shown(octets)}" is no number from 0 to ${most}`)
    return otherwise
  }
}

const SOA_TIMES = '16384 2048 1048576 2560'
const OWN_LINES: { readonly [type: number]: string } = {
  2: 'NS',
  5: 'CNAME',
  6: 'SOA',
  12: 'PTR',
  15: 'MX',
  252: 'AXFR',
}

function nameOf({ octets }: Field): string {
  const labels = octets.split('.').filter((label) => label !== '')
  return labels.length === 0 ? '.' : `${labels.map(escaped).join('.')}.`
}

function escaped(label: string): string {
  return [...label].map((one) => (/[a-zA-Z0-9_*/-]/.test(one) ? one : octetEscape(one))).join('')
}

function textOctet(one: string): string {
  return /[ !#-[\]-~]/.test(one) ? one : octetEscape(one)
}

function octetEscape(one: string): string {
  return `\\${String(one.charCodeAt(0)).padStart(3, '0')}`
}

export function isIpv4(text: string): boolean {
  const parts = text.split('.')
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)
}

export function shown(octets: string): string {
  return octets.replaceAll(/[^\x20-\x7e]/g, (one) => `\\${one.charCodeAt(0).toString(8).padStart(3, '0')}`)
}
