// How entries become columns: what is sorted, what is read in one go, and networks that touch one another or a prefix around them.

import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { Suffixes } from '../../src/dns/suffixes.ts'
import { Type } from '../../src/dns/types.ts'
import { ABSENT, EMPTY } from '../../src/lists/entries.ts'
import type { ListFormat } from '../../src/lists/formats.ts'
import { Head, type Listing, openListing } from '../../src/lists/listing.ts'
import { readList } from '../../src/lists/read-list.ts'
import { sortColumns } from '../../src/lists/sort-columns.ts'
import fc from '../support/properties.ts'

function read(format: ListFormat, lines: readonly string[]) {
  const text = Buffer.from(lines.join('\n'))
  const bytes = new Uint8Array([...text, 0x0a])
  const file = { format, bytes, begin: 0, size: text.length, modified: 1 }
  return readList([file], { ttl: 2100, code: 0x7f000002, maxEntries: 1000, now: 1_000_000_000 })
}

const word = fc.oneof(fc.nat(7), fc.nat(0xffffffff), fc.constantFrom(0x7ff, 0x800, 0xffffffff))

t.test('rows are sorted by their keys, and stay in their order where these are alike', async (t) => {
  fc.assert(
    fc.property(fc.array(fc.tuple(word, word)), fc.constantFrom(1, 2), (keys, width) => {
      const rows = keys.map((row, i) => [...row, i])
      const columns = [0, 1, 2].map((column) => Uint32Array.from(rows, (row) => row[column]!))
      const sorted = sortColumns(columns, width, rows.length)
      const wanted = rows.toSorted((a, b) => a[0]! - b[0]! || (width === 2 ? a[1]! - b[1]! : 0))
      t.same(
        wanted.map((_, i) => sorted.map((column) => column[i])),
        wanted,
      )
    }),
    { numRuns: 300 },
  )
})

t.test('a column alone is sorted likewise', async (t) => {
  fc.assert(
    fc.property(fc.array(word), (words) => {
      const [sorted] = sortColumns([Uint32Array.of(...words, 7)], 1, words.length)
      t.same(
        [...sorted!],
        words.toSorted((a, b) => a - b),
      )
    }),
    { numRuns: 300 },
  )
})

const octet = fc.oneof(fc.constantFrom(0, 1, 2, 127, 255), fc.nat(255))
const ip4 = fc
  .tuple(octet, octet, octet, octet, fc.constantFrom('', '', '', '0', '00'))
  .map(([a, b, c, d, zeros]) => `${a}.${b}.${zeros}${c}.${d}`)
const group = fc.oneof(
  fc.constantFrom('0', '00', 'ffff', 'AbC'),
  fc.nat(0xffff).map((value) => value.toString(16)),
)
const ip6 = fc.tuple(group, group, group, group).map((groups) => `2${groups.join(':')}`.slice(0, 24))

const formats = {
  ip4set: fc.oneof(
    ip4,
    ip4.map((one) => `!${one}`),
    ip4.map((one) => `${one} :3:text`),
    fc.constantFrom('1.2.3', '1.2.3.4.5', '256.1.1.1', '1.2.3.', '9.9/16', ':4:other'),
  ),
  ip4tset: fc.oneof(ip4, fc.constantFrom('1.2.3', '1..2.3', '1.2.3.4-5', '1.2.3.999', ':4:other')),
  ip4trie: fc.oneof(
    ip4,
    ip4.map((one) => `!${one}`),
    ip4.map((one) => `${one}/32`),
    fc.constantFrom('127/8', '1.2/16', '!1.2.0/24', ':4:other'),
  ),
  ip6trie: fc.oneof(
    ip6,
    ip6.map((one) => `${one}::/64`),
    ip6.map((one) => `!${one}::/64`),
    fc.constantFrom('2001:db8::/32', '2000:0:0:0::', '2:3:4::/64', ':4:other', '::/64'),
  ),
  ip6tset: fc.oneof(
    ip6,
    ip6.map((one) => `${one}::/64`),
    ip6.map((one) => `!${one}:1:2:3:4`),
  ),
} as const

for (const [format, line] of Object.entries(formats))
  t.test(`${format}: an entry alone in its line is read as one with a comment behind it`, async (t) => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), fc.constantFrom('', '\r'), (lines, end) => {
        const [alone, commented] = ['', ' # so'].map((behind) =>
          read(
            format as ListFormat,
            lines.map((one) => one + (one.includes(' :') || one.startsWith(':') ? '' : behind) + end),
          ),
        )
        t.same(alone!.listing, commented!.listing)
        t.equal(alone!.entries, commented!.entries)
        t.same(
          alone!.flaws.map(({ rule, line }) => `${rule} ${line}`),
          commented!.flaws.map(({ rule, line }) => `${rule} ${line}`),
        )
      }),
      { numRuns: 200 },
    )
  })

const few = fc
  .tuple(fc.constantFrom('127.0.0', '10.0.0', '0.0.0', '255.255.255'), fc.constantFrom(0, 1, 2, 3, 4, 5, 254, 255))
  .map(([network, last]) => `${network}.${last}`)

t.test('addresses of one value make what they make beside an exclusion that excludes none', async (t) => {
  fc.assert(
    fc.property(fc.array(few, { maxLength: 12 }), fc.constantFrom([], [':3:other']), (addresses, first) => {
      const [alone, beside] = [[], ['!203.0.113.0/24']].map((last) => read('ip4set', [...first, ...addresses, ...last]))
      const rules = [alone!, beside!].map(({ flaws }) =>
        flaws.map(({ rule }) => rule).filter((rule) => rule !== 'list-empty'),
      )
      t.same(rules[0], rules[1])
      if (addresses.length === 0 || alone!.listing === undefined) return
      // The second has an entry more.
      const words = [alone!, beside!].map(({ listing }) => [...listing!].toSpliced(Head.entries, 1))
      t.same(words[0], words[1])
    }),
    { numRuns: 400 },
  )
})

// Within 2001:db8:0:40::/58, so that most touch another.
const BITS = 6
const prefix = fc
  .record({ bits: fc.constantFrom(64, 64, 64, 63, 62, 60, 58), at: fc.nat(2 ** BITS - 1), code: fc.nat(3) })
  .map(({ bits, at, code }) => ({
    first: at & -(2 ** (64 - bits)),
    bits,
    code,
  }))

t.test('the longest prefix of an IPv6 network counts, and of the same the first', async (t) => {
  fc.assert(
    fc.property(fc.array(prefix, { maxLength: 24 }), (prefixes) => {
      const lines = prefixes.map(({ first, bits, code }) => {
        const network = `2001:db8:0:${(0x40 + first).toString(16)}::/${bits}`
        return code === 0 ? `!${network}` : `${network} :${code + 1}`
      })
      const listing = openListing(read('ip6trie', ['2001:db9::/64', ...lines]).listing!)
      const codes = Array.from({ length: 2 ** BITS }, (_, network) => {
        const around = prefixes.filter(({ first, bits }) => (network & -(2 ** (64 - bits))) === first)
        return around.reduce((best, one) => (one.bits > best.bits ? one : best), { first: 0, bits: 0, code: 0 }).code
      })
      // The address itself, a name below its network, and one digit less than a network has.
      const wanted = codes.map((code, network) => {
        const block = codes.slice(network & ~15, (network & ~15) + 16)
        return [code, code, block.every((one) => one === code) ? 'alike' : 'exists']
      })
      const found = wanted.map(([, , above], network) => [
        ...[32, 17].map((digits) => told(listing, network, digits)),
        above === 'exists' ? told(listing, network, 15) : 'alike',
      ])
      t.same(found, wanted)
    }),
    { numRuns: 200 },
  )
})

const suffixes = new Suffixes()
const octets = new Uint8Array(4)

/** What stands for the first digits of an address in the network: the code that its line has. */
function told(listing: Listing, network: number, digits: number): number | 'exists' {
  const address = `20010db8000000${(0x40 + network).toString(16)}${'0'.repeat(16)}`.slice(0, digits)
  const name = nameFromText(`${[...address].reverse().join('.')}.`) as Uint8Array
  suffixes.set(name, 0)
  const entry = listing.find(suffixes, digits)
  if (entry === ABSENT) return 0
  if (entry === EMPTY) return 'exists'
  listing.write(entry, Type.A, 0, octets, 0)
  return octets[3]! - 1
}
