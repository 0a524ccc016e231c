// SipHash against its authors' own vectors, and against the algorithm written with BigInt.

import t from 'tap'
import { KEY, MAX_INPUT, SipHash } from '../../../src/serve/policy/siphash.ts'
import fc from '../../support/properties.ts'

const key = Uint8Array.from({ length: 16 }, (_, i) => i)
const counting = (octets: number) => Uint8Array.from({ length: octets }, (_, i) => i)

t.test("the vectors of the algorithm's paper and reference code", async (t) => {
  const vectors: readonly (readonly [octets: number, hash: string])[] = [
    [0, '310e0edd47db6f72'],
    [1, 'fd67dc93c539f874'],
    [7, '37d1018bf50002ab'],
    [8, '6224939a79f5f593'],
    [15, 'e545be4961ca29a1'],
  ]
  for (const [octets, hash] of vectors)
    t.equal(hashOf(new SipHash([key]), 0, counting(octets)), hash, `${octets} octets`)
})

t.test('any key and input give what the plain algorithm gives, whatever was hashed before', async (t) => {
  const keys = fc.array(fc.uint8Array({ minLength: KEY, maxLength: KEY }), { minLength: 3, maxLength: 3 })
  const inputs = fc.array(fc.tuple(fc.nat(2), fc.uint8Array({ maxLength: MAX_INPUT })), { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(keys, inputs, (keys, inputs) => {
      const sipHash = new SipHash(keys)
      return inputs.every(([k, input]) => hashOf(sipHash, k, input) === plainHash(keys[k]!, input))
    }),
  )
  t.pass()
})

function hashOf(sipHash: SipHash, k: number, input: Uint8Array): string {
  sipHash.input.set(input)
  sipHash.hash(k, input.length)
  return Buffer.from(sipHash.result).toString('hex')
}

function plainHash(key: Uint8Array, input: Uint8Array): string {
  const word = (bytes: Uint8Array, at: number) => Buffer.from(bytes).readBigUInt64LE(at)
  const mask = (value: bigint) => BigInt.asUintN(64, value)
  const rotate = (value: bigint, bits: bigint) => mask(value << bits) | (value >> (64n - bits))
  const [k0, k1] = [word(key, 0), word(key, 8)]
  let [v0, v1, v2, v3] = [
    k0 ^ 0x736f6d6570736575n,
    k1 ^ 0x646f72616e646f6dn,
    k0 ^ 0x6c7967656e657261n,
    k1 ^ 0x7465646279746573n,
  ]
  const round = () => {
    v0 = mask(v0 + v1)
    v1 = rotate(v1, 13n) ^ v0
    v0 = rotate(v0, 32n)
    v2 = mask(v2 + v3)
    v3 = rotate(v3, 16n) ^ v2
    v0 = mask(v0 + v3)
    v3 = rotate(v3, 21n) ^ v0
    v2 = mask(v2 + v1)
    v1 = rotate(v1, 17n) ^ v2
    v2 = rotate(v2, 32n)
  }
  const padded = new Uint8Array((Math.floor(input.length / 8) + 1) * 8)
  padded.set(input)
  padded[padded.length - 1] = input.length
  for (let at = 0; at < padded.length; at += 8) {
    const m = word(padded, at)
    v3 ^= m
    round()
    round()
    v0 ^= m
  }
  v2 ^= 0xffn
  for (let i = 0; i < 4; i++) round()
  const out = Buffer.alloc(8)
  out.writeBigUInt64LE(v0 ^ v1 ^ v2 ^ v3)
  return out.toString('hex')
}
