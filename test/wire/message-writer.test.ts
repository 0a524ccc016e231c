// Beyond its limit a message has no place: whatever lies there belongs to somebody else.

import t from 'tap'
import { MessageWriter } from '../../src/wire/message-writer.ts'
import { wireOf } from '../support/name.ts'
import fc from '../support/properties.ts'

const SOA = 6
const TXT = 16
const UNTOUCHED = 0xee

t.test('nothing is written beyond the limit, and nothing within is left out', async () => {
  const soa = Buffer.concat([wireOf(['ns', 'example']), wireOf(['x'.repeat(63), 'example']), new Uint8Array(20)])
  await fc.assert(
    fc.property(fc.integer({ min: 12, max: 400 }), fc.array(fc.nat(120), { maxLength: 12 }), (limit, texts) => {
      const cut = written(limit, texts, soa)
      const whole = written(4096, texts, soa)
      if (cut.bytes.subarray(limit).some((octet) => octet !== UNTOUCHED)) throw new Error('octets beyond the limit')
      if (
        cut.length <= limit &&
        Buffer.compare(cut.bytes.subarray(12, cut.length), whole.bytes.subarray(12, cut.length))
      )
        throw new Error('another message than without a limit')
    }),
  )
  t.pass('for any limit')
})

function written(limit: number, texts: readonly number[], soa: Uint8Array): { bytes: Uint8Array; length: number } {
  const bytes = new Uint8Array(8192).fill(UNTOUCHED)
  const writer = new MessageWriter()
  writer.begin(bytes, 0, limit)
  for (const text of texts) {
    writer.name(wireOf(['h'.repeat(1 + (text % 63)), 'example']), 0)
    writer.u16(text % 2 ? SOA : TXT)
    writer.u16(1)
    writer.u32(3600)
    const rdata = text % 2 ? soa : new Uint8Array(text)
    writer.rdata(text % 2 ? SOA : TXT, rdata, 0, rdata.length)
  }
  return { bytes, length: writer.length }
}
