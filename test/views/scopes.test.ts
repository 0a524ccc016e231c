// For how many addresses around one an answer is good: the shortest length at which no other view lies inside.

import t from 'tap'
import { addressFromText } from '../../src/dns/address.ts'
import { matchingPrefixes } from '../../src/views/matching.ts'
import type { Prefix } from '../../src/views/prefix.ts'
import { compilePrefixes, type ViewPrefix } from '../../src/views/prefix-table.ts'
import { readPrefix } from '../../src/views/read-prefix.ts'
import fc from '../support/properties.ts'

function prefixesOf(views: readonly (readonly string[])[]): ViewPrefix[] {
  return views.flatMap((texts, view) =>
    texts.flatMap((text) => {
      const read = readPrefix(text)
      if (read.kind !== 'prefixes') throw new Error(text)
      return read.prefixes.map((prefix) => ({ prefix, view }))
    }),
  )
}

const familyOf = (address: Uint8Array) => (address.length === 4 ? 4 : 6)

const campus = [['10.0.0.0/8', '2001:db8::/32', '192.0.2.128/25'], ['any'], ['10.20.30.40']]

const rows: readonly (readonly [asked: string, scope: number, view: number])[] = [
  ['11.0.0.1/24', 8, 1], // 11/8 beside 10/8
  ['10.0.0.1/24', 12, 0], // up to 10.20.30.40, which is elsewhere: 10.16/12 holds it, 10.0/12 does not
  ['10.20.30.40/32', 32, 2],
  ['10.20.30.41/32', 32, 0],
  ['10.20.30.0/24', 27, 1], // its first address is good for a /27, and nobody says which one asks
  ['10.20.30.0/27', 27, 0],
  ['10.0.0.0/7', 12, 1],
  ['0.0.0.0/0', 5, 1],
  ['0.0.0.0/5', 5, 1],
  ['128.0.0.1/24', 2, 1],
  ['192.0.2.0/24', 25, 1],
  ['192.0.2.0/25', 25, 1],
  ['192.0.2.128/25', 25, 0],
  ['2001:db8::1/56', 32, 0],
  ['2001:db9::1/56', 32, 1],
  ['2001:db8::/31', 32, 1],
  ['::/0', 3, 1],
  ['::ffff:10.0.0.1/128', 3, 1], // not an inside client in another dress
]

t.test('an answer is good as far as its view goes, and a network with two views gets that of any', async (t) => {
  const table = compilePrefixes(prefixesOf(campus))
  for (const [asked, scope, view] of rows) {
    const [text, bits] = asked.split('/') as [string, string]
    const address = addressFromText(text)!
    t.equal(table.scopeOf(address, familyOf(address)), scope, `scope of ${asked}`)
    t.equal(table.matchNetwork(address, familyOf(address), Number(bits)), view, `view of ${asked}`)
  }
})

t.test('without a view for any there is none for a network that is not clear', async (t) => {
  const table = compilePrefixes(prefixesOf([['10.0.0.0/8']]))
  t.equal(table.matchNetwork(addressFromText('10.0.0.0')!, 4, 8), 0)
  t.equal(table.matchNetwork(addressFromText('10.0.0.0')!, 4, 7), -1)
  t.equal(table.matchNetwork(addressFromText('0.0.0.0')!, 4, 0), -1)
  t.equal(table.scopeOf(addressFromText('::')!, 6), 0, 'nobody has a view there')
})

t.test('one view for everybody is good for everybody', async (t) => {
  const table = compilePrefixes(prefixesOf([['any', '10.0.0.0/8', '10.1.0.0/16']]))
  t.equal(table.scopeOf(addressFromText('10.1.2.3')!, 4), 0)
  t.equal(table.matchNetwork(addressFromText('0.0.0.0')!, 4, 0), 0)
})

const bits = fc.integer({ min: 0, max: 32 })
const octets = fc
  .uint8Array({ minLength: 4, maxLength: 4 })
  .map((bytes) => bytes.map((octet, i) => (i < 2 ? octet & 3 : octet)))
const prefix = fc
  .tuple(octets, bits)
  .map(([bytes, length]): Prefix => ({ family: 4, octets: masked(bytes, length), bits: length }))
const list = fc.array(fc.record({ prefix, view: fc.nat(2) }), { maxLength: 12 })

t.test('it is what looking at every place where a view begins or ends finds', async () => {
  fc.assert(
    fc.property(list, octets, (prefixes, address) => {
      const unique = [...new Map(prefixes.map((one) => [`${one.prefix.octets}/${one.prefix.bits}`, one])).values()]
      return compilePrefixes(unique).scopeOf(address, 4) === scopeByLooking(unique, address)
    }),
    { numRuns: 100 },
  )
})

function scopeByLooking(prefixes: readonly ViewPrefix[], address: Uint8Array): number {
  const viewAt = (number: number) => matchingPrefixes(prefixes, fromNumber(number))[0]?.view ?? -1
  const edges = prefixes.flatMap(({ prefix: { octets, bits } }) => {
    const first = toNumber(octets)
    return [first - 1, first, first + 2 ** (32 - bits) - 1, first + 2 ** (32 - bits)]
  })
  for (let length = 0; ; length++) {
    const first = toNumber(masked(address, length))
    const last = first + 2 ** (32 - length) - 1
    const views = [first, last, ...edges.filter((edge) => edge >= first && edge <= last)].map(viewAt)
    if (new Set(views).size === 1) return length
  }
}

function masked(bytes: Uint8Array, length: number): Uint8Array {
  return bytes.map((octet, i) => octet & (0xff00 >> Math.min(8, Math.max(0, length - 8 * i))))
}

function toNumber(bytes: Uint8Array): number {
  return bytes.reduce((sum, octet) => sum * 256 + octet, 0)
}

function fromNumber(number: number): Uint8Array {
  return Uint8Array.of(number >>> 24, number >>> 16, number >>> 8, number)
}
