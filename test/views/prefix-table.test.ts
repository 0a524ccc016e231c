import t from 'tap'
import { addressFromText } from '../../src/dns/address.ts'
import { matchingPrefixes } from '../../src/views/matching.ts'
import { formatPrefix, type Prefix } from '../../src/views/prefix.ts'
import { compilePrefixes, PrefixTable, type ViewPrefix } from '../../src/views/prefix-table.ts'
import { readPrefix } from '../../src/views/read-prefix.ts'
import fc from '../support/properties.ts'

const views = [
  ['10.0.0.0/8', '2001:db8::/32', '192.0.2.128/25', '2001:db8:0:1::5'],
  ['any'],
  ['10.20.0.0/16', '10.20.30.40', '2001:db8:ff00::/40', '2001:db8:0:1::/64', '128.0.0.0/1'],
]

t.test('the most specific prefix picks the view, whatever the order', async (t) => {
  const cases: [from: string, view: number][] = [
    ['10.0.0.1', 0],
    ['10.20.0.1', 2],
    ['10.20.30.40', 2],
    ['10.21.0.0', 0],
    ['11.0.0.0', 1],
    ['9.255.255.255', 1],
    ['192.0.2.127', 2],
    ['192.0.2.128', 0],
    ['255.255.255.255', 2],
    ['2001:db8::1', 0],
    ['2001:db8:ff00::1', 2],
    ['2001:db8:feff::1', 0],
    ['2001:db8:0:1::4', 2],
    ['2001:db8:0:1::5', 0],
    ['2001:db9::', 1],
    ['::ffff:10.20.0.1', 2],
    ['::ffff:10.0.0.1', 0],
    ['::fffe:10.0.0.1', 1],
    ['::', 1],
  ]
  for (const order of [prefixesOf(views), prefixesOf(views).reverse()]) {
    const table = compilePrefixes(order)
    for (const [from, view] of cases) t.equal(match(table, from), view, from)
  }
})

t.test('an address outside every prefix has no view', async (t) => {
  const table = compilePrefixes(prefixesOf([['10.0.0.0/8']]))
  t.equal(match(table, '11.0.0.1'), -1)
  t.equal(match(table, '::ffff:11.0.0.1'), -1)
  t.equal(match(table, '::a00:1'), -1, 'an IPv6 address that merely ends like an IPv4 one')
  t.equal(match(compilePrefixes([]), '10.0.0.1'), -1)
})

t.test('another thread reads the same table out of the shared buffer', async (t) => {
  const table = new PrefixTable(compilePrefixes(prefixesOf(views)).buffer)
  t.equal(match(table, '10.20.0.1'), 2)
  t.type(table.buffer, SharedArrayBuffer)
})

t.test('the table answers like a scan over the list of prefixes', async (t) => {
  for (const width of [4, 16]) {
    const list = fc.array(fc.tuple(address(width), fc.nat({ max: width * 8 })), { maxLength: 40 })
    const ask = fc.tuple(address(width), fc.nat(), fc.nat())
    fc.assert(
      fc.property(list, fc.array(ask, { minLength: 1, maxLength: 20 }), (list, asks) => {
        const prefixes = distinct(list.map(([octets, bits]) => prefixOf(octets, bits)))
        const table = compilePrefixes(prefixes)
        for (const [random, pick, flip] of asks) {
          const near = prefixes[pick % (prefixes.length + 1)]?.prefix.octets
          const asked = near ? flipBit(near, flip % (width * 8)) : random
          if (table.match(asked, width === 4 ? 4 : 6) !== scan(prefixes, asked)) return false
          const [won] = matchingPrefixes(prefixes, asked)
          if (won && table.wonBy(asked, won.prefix.family) !== won.prefix.bits) return false
        }
        return true
      }),
      { numRuns: 300 },
    )
  }
  t.pass()
})

t.test('all covering prefixes are told, most specific first', async (t) => {
  const list = prefixesOf(views)
  const told = (from: string) =>
    matchingPrefixes(list, addressFromText(from)!).map((m) => `${formatPrefix(m.prefix)} ${m.view}`)
  t.same(told('10.20.30.40'), ['10.20.30.40 2', '10.20.0.0/16 2', '10.0.0.0/8 0', '0.0.0.0/0 1'])
  t.same(told('::ffff:10.1.1.1'), ['10.0.0.0/8 0', '0.0.0.0/0 1'])
  t.same(told('2001:db8:0:1::5'), ['2001:db8:0:1::5 0', '2001:db8:0:1::/64 2', '2001:db8::/32 0', '::/0 1'])
})

t.test('ten thousand prefixes of 64 bits keep the table small', async (t) => {
  const random = mulberry(7)
  const list = Array.from({ length: 10_000 }, (_, i) => {
    const octets = Uint8Array.from({ length: 16 }, (_, k) => (k === 0 ? 0x20 : k < 8 ? random() * 256 : 0))
    return { prefix: { family: 6 as const, octets, bits: 64 }, view: i % 50 }
  })
  t.ok(compilePrefixes(list).buffer.byteLength < 9_000_000)
})

function prefixesOf(views: readonly (readonly string[])[]): ViewPrefix[] {
  return views.flatMap((texts, view) =>
    texts.flatMap((text) => {
      const read = readPrefix(text)
      return read.kind === 'prefixes' ? read.prefixes.map((prefix) => ({ prefix, view })) : []
    }),
  )
}

function match(table: PrefixTable, text: string): number {
  const octets = addressFromText(text)!
  return table.match(octets, octets.length === 4 ? 4 : 6)
}

/** Few different octets, so that prefixes often lie inside one another. */
function address(width: number): fc.Arbitrary<Uint8Array> {
  const octet = fc.constantFrom(0, 1, 0x80, 0xff)
  return fc.array(octet, { minLength: width, maxLength: width }).map((list) => Uint8Array.from(list))
}

function prefixOf(octets: Uint8Array, bits: number): Prefix {
  const text = [...bitsOf(octets)].map((bit, i) => (i < bits ? bit : '0')).join('')
  return {
    family: octets.length === 4 ? 4 : 6,
    octets: Uint8Array.from(octets, (_, i) => Number.parseInt(text.slice(i * 8, i * 8 + 8), 2)),
    bits,
  }
}

function distinct(prefixes: Prefix[]): ViewPrefix[] {
  const unique = new Map(prefixes.map((prefix) => [formatPrefix(prefix), prefix]))
  return [...unique.values()].map((prefix, view) => ({ prefix, view }))
}

/** The obvious way: compare bits as text, keep the longest. */
function scan(list: readonly ViewPrefix[], asked: Uint8Array): number {
  const mapped = asked.length === 16 && bitsOf(asked).startsWith('0'.repeat(80) + '1'.repeat(16))
  const bits = mapped ? bitsOf(asked.subarray(12)) : bitsOf(asked)
  let best: ViewPrefix | undefined
  for (const entry of list) {
    const { prefix } = entry
    const whole = bitsOf(prefix.octets)
    if (whole.length === bits.length && bits.startsWith(whole.slice(0, prefix.bits)))
      if (best === undefined || prefix.bits > best.prefix.bits) best = entry
  }
  return best?.view ?? -1
}

function bitsOf(octets: Uint8Array): string {
  return Array.from(octets, (octet) => octet.toString(2).padStart(8, '0')).join('')
}

function flipBit(octets: Uint8Array, bit: number): Uint8Array {
  return octets.map((octet, i) => (i === bit >>> 3 ? octet ^ (0x80 >>> (bit & 7)) : octet))
}

function mulberry(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let x = Math.imul(state ^ (state >>> 15), 1 | state)
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x
    return ((x ^ (x >>> 14)) >>> 0) / 4294967296
  }
}
