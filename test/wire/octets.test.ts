import t from 'tap'
import { copyOctets, LastView } from '../../src/wire/octets.ts'
import fc from '../support/properties.ts'

t.test('what is copied is there and nothing else is touched', async () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(9), fc.nat(9), (bytes, from, to) => {
      const source = new Uint8Array(from + bytes.length)
      source.set(bytes, from)
      const target = new Uint8Array(to + bytes.length + 5).fill(0xee)
      copyOctets(new DataView(source.buffer), from, new DataView(target.buffer), to, bytes.length)
      const wanted = new Uint8Array(target.length).fill(0xee)
      wanted.set(bytes, to)
      return Buffer.compare(target, wanted) === 0
    }),
  )
})

t.test('a view is of the array that is asked for, at its place in the memory that it shares', (t) => {
  const memory = Uint8Array.of(1, 2, 3, 4, 5)
  const last = new LastView()
  const view = last.of(memory.subarray(2))
  t.equal(view.getUint8(0), 3)
  t.equal(last.of(memory).getUint8(0), 1)
  t.equal(last.of(memory), last.of(memory))
  t.end()
})
