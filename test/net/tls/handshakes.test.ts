// How often a network may shake hands, and that others notice nothing of one that does it too often.

import t from 'tap'
import { addressFromText } from '../../../src/dns/address.ts'
import { Address } from '../../../src/net/peer.ts'
import { Handshakes } from '../../../src/net/tls/handshakes.ts'

function addressOf(text: string): Address {
  const address = new Address()
  address.set(addressFromText(text)!)
  return address
}

const rows: readonly {
  readonly name: string
  readonly perSecond: number
  /** What comes, and how many of that. At a time in milliseconds, else at once. */
  readonly asks: readonly (readonly [from: string, count: number, at?: number])[]
  readonly admitted: readonly number[]
}[] = [
  { name: 'four seconds are saved up', perSecond: 10, asks: [['192.0.2.1', 100]], admitted: [40] },
  {
    name: 'then as many as come in a second',
    perSecond: 10,
    asks: [
      ['192.0.2.1', 100],
      ['192.0.2.1', 100, 1000],
      ['192.0.2.1', 100, 1500],
    ],
    admitted: [40, 10, 5],
  },
  {
    name: 'who waits for long has no more than at the beginning',
    perSecond: 10,
    asks: [
      ['192.0.2.1', 40],
      ['192.0.2.1', 100, 3_600_000],
    ],
    admitted: [40, 40],
  },
  {
    name: 'a /24 and a /56 are one network',
    perSecond: 1,
    asks: [
      ['192.0.2.1', 4],
      ['192.0.2.255', 1],
      ['192.0.3.1', 1],
      ['2001:db8:0:1::1', 4],
      ['2001:db8:0:ff::1', 1],
      ['2001:db8:0:100::1', 1],
    ],
    admitted: [4, 0, 1, 4, 0, 1],
  },
  { name: 'one in a second at least comes through', perSecond: 1, asks: [['192.0.2.1', 5]], admitted: [4] },
  { name: 'nothing is counted where any number may come', perSecond: 0, asks: [['192.0.2.1', 5000]], admitted: [5000] },
]

for (const { name, perSecond, asks, admitted } of rows)
  t.test(name, async (t) => {
    let now = 0
    const handshakes = new Handshakes(perSecond, () => now)
    const got = asks.map(([from, count, at = now]) => {
      now = at
      return Array.from({ length: count }, () => handshakes.admits(addressOf(from))).filter(Boolean).length
    })
    t.same(got, admitted)
  })
