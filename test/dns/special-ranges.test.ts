// Addresses and the special ranges that they lie in (RFC 6890), at their first and last ones.

import t from 'tap'
import { addressFromText } from '../../src/dns/address.ts'
import { kindsAt, rangeKinds, rangeOf } from '../../src/dns/special-ranges.ts'

t.test('an address is of the kind of its range, and an ordinary one of none', async (t) => {
  const cases: [string, string | undefined][] = [
    ['0.0.0.0', 'bogon'],
    ['1.0.0.0', undefined],
    ['10.255.255.255', 'private'],
    ['100.64.0.0', 'private'],
    ['100.128.0.0', undefined],
    ['127.0.0.1', 'loopback'],
    ['172.31.255.255', 'private'],
    ['172.32.0.0', undefined],
    ['191.255.255.255', undefined],
    ['192.0.0.1', 'bogon'],
    ['192.0.0.9', undefined],
    ['192.0.0.10', undefined],
    ['192.0.0.11', 'bogon'],
    ['192.0.1.0', undefined],
    ['192.0.2.1', 'documentation'],
    ['192.31.196.1', undefined],
    ['192.88.99.1', 'bogon'],
    ['192.88.100.1', undefined],
    ['198.19.255.255', 'private'],
    ['224.0.0.1', 'bogon'],
    ['255.255.255.255', 'bogon'],
    ['::', 'bogon'],
    ['::1', 'loopback'],
    ['::ffff:192.0.2.1', 'bogon'],
    ['64:ff9b::8.8.8.8', undefined],
    ['64:ff9b:1::1', 'private'],
    ['64:ff9b:2::1', undefined],
    ['100::1', 'bogon'],
    ['100:0:0:1::', undefined],
    ['2001::1', undefined],
    ['2001:1::1', undefined],
    ['2001:2::1', 'private'],
    ['2001:2:1::1', undefined],
    ['2001:10::1', 'bogon'],
    ['2001:1f:ffff::1', 'bogon'],
    ['2001:20::1', undefined],
    ['2001:db8::1', 'documentation'],
    ['2002:0800:0001::1', undefined],
    ['2002:0a00:0001::1', 'bogon'],
    ['2002:7f00:0001::1', 'bogon'],
    ['2002:ac1f:0001::1', 'bogon'],
    ['2002:ac20:0001::1', undefined],
    ['2002:c000:0201::1', undefined],
    ['2002:c0a8:0101::1', 'bogon'],
    ['2002:e000:0001::1', 'bogon'],
    ['2400::1', undefined],
    ['3fff:fff::1', 'documentation'],
    ['5f00::1', 'bogon'],
    ['5f01::1', undefined],
    ['fd00::1', 'private'],
    ['fe80::1', 'private'],
    ['fec0::1', 'bogon'],
    ['ff02::1', 'bogon'],
  ]
  for (const [text, kind] of cases) {
    const address = addressFromText(text)!
    const size = address.length as 4 | 16
    const range = rangeOf(address, 0, size)
    t.equal(range?.kind, kind, text)
    t.equal(kindsAt(address, 0, size), range === undefined ? 0 : rangeKinds[range.kind], text)
  }
})
