import { crc32 as ofZlib } from 'node:zlib'
import t from 'tap'
import { crc32 } from '../../src/system/crc32.ts'
import fc from '../support/properties.ts'

t.test('a few octets have the sum that zlib gives them', async () => {
  const octets = fc.uint8Array({ maxLength: 300 })
  fc.assert(
    fc.property(octets, octets, (first, second) => {
      const before = crc32(first)
      return before === ofZlib(first) && crc32(second, before) === ofZlib(second, before)
    }),
  )
})

t.test('many octets have it too, before and behind others', async (t) => {
  for (const length of [0, 1, 4095, 4096, 4097, 100_000]) {
    const octets = Uint8Array.from({ length }, (_, i) => (i * 7) ^ (i >>> 8))
    t.equal(crc32(octets), ofZlib(octets), `${length} octets`)
    t.equal(crc32(octets.subarray(0, 9), crc32(octets)), ofZlib(octets.subarray(0, 9), ofZlib(octets)))
  }
})
