import t from 'tap'
import { compareFolded, foldedHash, foldWord, Sameness } from '../../src/dns/folded.ts'
import { fold } from '../../src/dns/name.ts'
import fc from '../support/properties.ts'

const octets = fc.uint8Array({ minLength: 0, maxLength: 80 })

/** The octets somewhere in an array, with others around them. */
function placed(bytes: Uint8Array, at: number, filler: number): DataView {
  const room = new Uint8Array(at + bytes.length + 8).fill(filler)
  room.set(bytes, at)
  return new DataView(room.buffer)
}

/** Case turned over where a bit says so. */
function recased(bytes: Uint8Array, bits: number): Uint8Array {
  return bytes.map((octet, i) => {
    const letter = fold[octet]! >= 0x61 && fold[octet]! <= 0x7a
    return letter && (bits >> (i & 31)) & 1 ? octet ^ 0x20 : octet
  })
}

t.test('four octets are folded as each would be', (t) => {
  for (let octet = 0; octet < 256; octet++)
    for (const [at, other] of [
      [0, 0xff],
      [1, 0x41],
      [2, 0x5a],
      [3, 0x00],
    ] as const) {
      const word = new Uint8Array(4).fill(other)
      word[at] = octet
      const folded = new DataView(new ArrayBuffer(4))
      folded.setInt32(0, foldWord(new DataView(word.buffer).getInt32(0, true)), true)
      if (word.some((one, i) => folded.getUint8(i) !== fold[one])) t.fail(`octet ${octet} at ${at}`)
    }
  t.end()
})

t.test('the same name has the same hash, wherever it lies and however it is spelled', async () => {
  fc.assert(
    fc.property(octets, fc.nat(7), fc.nat(7), fc.nat(), (bytes, one, other, bits) => {
      const a = foldedHash(placed(bytes, one, 0x41), one, bytes.length)
      const b = foldedHash(placed(recased(bytes, bits), other, 0x00), other, bytes.length)
      return a === b
    }),
  )
})

t.test('what differs in one octet is told apart, what differs in case is seen to', async () => {
  fc.assert(
    fc.property(
      octets,
      fc.nat(),
      fc.uint8Array({ minLength: 1, maxLength: 1 }),
      fc.nat(),
      (bytes, at, [octet], bits) => {
        const other = recased(bytes, bits)
        if (bytes.length > 0) other[at % bytes.length] = octet!
        const found = compareFolded(placed(bytes, 1, 0), 1, placed(other, 2, 0xff), 2, bytes.length)
        const exact = bytes.every((octet, i) => octet === other[i])
        const folded = bytes.every((octet, i) => fold[octet] === fold[other[i]!])
        return found === (exact ? Sameness.exact : folded ? Sameness.folded : Sameness.other)
      },
    ),
  )
})
