// Answers of many messages, some of them unsigned: made with node:crypto and accepted by dnspython.

import t from 'tap'
import { put16 } from '../../../src/dns/big-endian.ts'
import { findTsig, withoutTsig } from '../../../src/wire/tsig/record.ts'
import { signBadTime, signing, signRequest } from '../../../src/wire/tsig/sign.ts'
import { verifying } from '../../../src/wire/tsig/stream.ts'
import { verifyRequest } from '../../../src/wire/tsig/verify.ts'
import { finderOf, octets, tsigKey } from '../../support/tsig.ts'

const key = tsigKey('hmac-sha256', 'view-internal.key', 'R16NojROxtxH/xbDl//ehDsHm5DjWTQ2YXV+hGC2iBY=')
const at = 1_700_000_000
const Q = octets(
  '123400000001000000000001046465707404756e6976076578616d706c650000fc00010d766965772d696e7465726e616c036b65790000fa00ff00000000003d0b686d61632d7368613235360000006553f100012c0020987ecab69a02ec18dbff38239577c9926917a852c81184e4f0747a6304a7134d123400000000',
)
const M1 = octets(
  '123484000001000200000001046465707404756e6976076578616d706c650000fc0001046465707404756e6976076578616d706c65000006000100000e100043036e7331046465707404756e6976076578616d706c650004726f6f74046465707404756e6976076578616d706c650078c4072100000e1000000384001275000000012c046465707404756e6976076578616d706c65000002000100000e100017036e7331046465707404756e6976076578616d706c65000d766965772d696e7465726e616c036b65790000fa00ff00000000003d0b686d61632d7368613235360000006553f101012c0020fb5de77fd60b599b204ad3dca642193c6347dba7fadd5e40bf9e84bf7ca66ee6123400000000',
)
const M2 = octets('123484000000000100000000036e7331046465707404756e6976076578616d706c65000001000100000e100004c0000201')
const M3 = octets(
  '123484000000000100000001046465707404756e6976076578616d706c65000006000100000e100043036e7331046465707404756e6976076578616d706c650004726f6f74046465707404756e6976076578616d706c650078c4072100000e1000000384001275000000012c0d766965772d696e7465726e616c036b65790000fa00ff00000000003d0b686d61632d7368613235360000006553f102012c002086a5cd93944e0b111366fe255120ecfb2fcb10bad44d9db4ab38f21d14c14fa5123400000000',
)
const E = octets(
  '123480090001000000000001046465707404756e6976076578616d706c650000fc00010d766965772d696e7465726e616c036b65790000fa00ff0000000000430b686d61632d7368613235360000006553f100012c0020a5877d454c68eb03bec17a6b6ab6feda8fd41e25bf4ce014a8e17dbf2e48ab961234001200060000655400a0',
)
const request = signRequest(key, stripped(Q), at)

t.test('the request is made octet by octet, and the first answer, and word of a clock that is off', async (t) => {
  t.same(request.message, Q)
  const seconds = [at + 1]
  t.same(signing(key, request.mac, () => seconds.shift()!).sign(stripped(M1)), M1)
  const late = verifyRequest(Q, finderOf(key), at + 4000)
  if (late.kind !== 'bad' || late.tsig === undefined) return t.fail('it is late')
  t.same(signBadTime(key, late.tsig, stripped(E), at + 4000), E)
  t.match(verifying(key, request.mac, () => at).take(E), { error: 'badtime', told: true, proven: true, skew: 4000 })
})

t.test('an unsigned message in the middle is covered by the next signature', async (t) => {
  t.same(taken([M1, M2, M3]), ['good', 'unsigned', 'good', true])
  t.same(taken([M1]), ['good', true])
})

t.test('whatever is changed, missing, added or in another order is found', async (t) => {
  const changed = M2.with(-1, 2)
  const table: readonly (readonly [string, readonly Uint8Array[], string])[] = [
    ['the unsigned one changed', [M1, changed, M3], 'badsig'],
    ['the unsigned one missing', [M1, M3], 'badsig'],
    ['the unsigned one twice', [M1, M2, M2, M3], 'badsig'],
    ['the first one missing', [M2, M3], 'missing'],
    ['the last one first', [M3], 'badsig'],
    ['the first one twice', [M1, M1], 'badsig'],
    ['the first one unsigned', [stripped(M1), M2, M3], 'missing'],
    ['a signed one without its record', [M1, M2, stripped(M3)], 'open'],
    ['nothing behind the unsigned one', [M1, M2], 'open'],
    ['nothing at all', [], 'open'],
  ]
  for (const [name, messages, wanted] of table) {
    const results = taken(messages)
    const last = results.at(-1)
    t.equal(typeof last === 'object' ? last.error : last === false ? 'open' : 'good', wanted, name)
  }
})

t.test('ninety-nine in a row may be unsigned, and not one more', async (t) => {
  for (const [count, wanted] of [
    [99, 'good'],
    [100, 'missing'],
  ] as const) {
    const verifier = verifying(key, request.mac, () => at)
    verifier.take(M1)
    const results = Array.from({ length: count }, () => verifier.take(M2))
    const last = results.at(-1)
    t.equal(typeof last === 'object' ? last.error : 'good', wanted, `${count}`)
  }
})

t.test('a thousand messages, each signed, by a clock that runs', async (t) => {
  let now = at
  const signer = signing(key, request.mac, () => now++)
  const verifier = verifying(key, request.mac, () => now)
  for (let i = 0; i < 1000; i++) {
    const message = stripped(M1)
    put16(message, 0, 0x1234)
    if (verifier.take(signer.sign(message)) !== 'good') t.fail(`message ${i}`)
  }
  t.ok(verifier.end())
})

t.test('each octet of a signed message counts', async (t) => {
  const wrong: number[] = []
  const owner = findTsig(M1)
  if (owner.kind !== 'found') return t.fail('signed')
  for (let i = 0; i < M1.length; i++) {
    const changed = M1.with(i, M1[i]! ^ 0x01)
    const result = verifying(key, request.mac, () => at).take(changed)
    if (result === 'good') wrong.push(i)
  }
  // Two octets of the ID, which whoever passes a message on changes.
  t.same(wrong, [0, 1])
})

/** What a client makes of them: it believes nothing behind the first bad one. */
function taken(messages: readonly Uint8Array[]) {
  const verifier = verifying(key, request.mac, () => at)
  const results: (ReturnType<typeof verifier.take> | boolean)[] = []
  for (const message of messages) {
    const result = verifier.take(message)
    results.push(result)
    if (typeof result === 'object') return results
  }
  return [...results, verifier.end()]
}

function stripped(message: Uint8Array): Uint8Array {
  const found = findTsig(message)
  if (found.kind !== 'found') throw new Error('it has no record')
  return withoutTsig(message, found.tsig)
}

t.test('what is verified stays as it is, and nothing that is kept of it lies in its octets', async (t) => {
  for (const message of [Buffer.from(Q), new Uint8Array(Q)]) {
    const verified = verifyRequest(message, finderOf(key), at)
    t.same(new Uint8Array(message), Q)
    const found = findTsig(message)
    message.fill(0)
    if (verified.kind !== 'good' || found.kind !== 'found') return t.fail('it is good')
    t.same(verified.message, stripped(Q))
    t.same(verified.mac, request.mac)
  }
  for (const [first, second, third] of [[M1, M2, M3].map((message) => Buffer.from(message))]) {
    const verifier = verifying(key, request.mac, () => at)
    for (const message of [first!, second!]) {
      verifier.take(message)
      message.fill(0)
    }
    t.equal(verifier.take(third!), 'good')
  }
})

t.test(
  'a message with room of its own is signed where it lies, octet by octet as a copy of it; any other is left alone',
  async (t) => {
    const { size } = signing(key, request.mac, () => at)
    const plain = stripped(M1)
    const rows: readonly (readonly [what: string, isOwn: boolean, of: Uint8Array])[] = [
      ['just the room', true, new Uint8Array(plain.length + size).fill(0xff).subarray(0, plain.length)],
      ['no room', false, new Uint8Array(plain.length)],
      ['an octet less', false, new Uint8Array(plain.length + size - 1).subarray(0, plain.length)],
      ['an octet more', false, new Uint8Array(plain.length + size + 1).subarray(0, plain.length)],
      ['something before it', false, new Uint8Array(plain.length + size).subarray(size)],
      ['the room of all small buffers', false, Buffer.alloc(plain.length)],
    ]
    for (const [what, isOwn, message] of rows) {
      message.set(plain)
      const [one, other] = [signing(key, request.mac, () => at + 1), signing(key, request.mac, () => at + 1)]
      for (const step of [1, 2]) {
        // The second covers the first one's MAC.
        const wanted = other.sign(plain)
        message.set(plain)
        const signed = one.signOwn(message)
        t.same(new Uint8Array(signed), wanted, `${what}, ${step}`)
        t.equal(signed.buffer === message.buffer, isOwn, `${what}: where it lies`)
        if (!isOwn) t.same(new Uint8Array(message), plain, `${what}: it stays as it was`)
      }
    }
  },
)
