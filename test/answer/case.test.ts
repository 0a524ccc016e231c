// Resolvers mix the case of the question and want it back as sent; nothing else may depend on it (RFC 4343 §4.1).

import t from 'tap'
import { queryFor, TestServer } from '../support/ask.ts'
import { labelsText } from '../support/name.ts'
import fc from '../support/properties.ts'
import { inquiries } from '../support/world.ts'
import { worldGeneration } from '../support/zones.ts'

const QNAME = 12

t.test('flipping the case of the question changes only the case echoed back', async () => {
  const servers = [0, 1].map(() => new TestServer(worldGeneration({ zones: [] })))
  fc.assert(
    fc.property(
      inquiries({ min: 10, max: 10 }),
      fc.bigInt({ min: 0n, max: 2n ** 64n }),
      ({ world, questions }, flips) => {
        for (const server of servers) server.responder.use(worldGeneration(world))
        for (const { name, type } of questions) {
          const query = queryFor(`${labelsText(name)} ${type}`)
          const mixed = mixCase(query, flips)
          const plain = servers[0]!.send(query)
          const echoed = servers[1]!.send(mixed)
          const question = mixed.subarray(QNAME)
          const same = Buffer.from(folded(plain)).equals(Buffer.from(folded(echoed)))
          const asSent = Buffer.from(echoed.subarray(QNAME, QNAME + question.length)).equals(Buffer.from(question))
          if (!same || !asSent)
            throw new Error(
              `${labelsText(name)} ${type}\n${[query, plain, mixed, echoed].map((b) => Buffer.from(b).toString('hex')).join('\n')}`,
            )
        }
      },
    ),
    { numRuns: 150 },
  )
})

/** Letters of the qname, each turned over or not. */
function mixCase(query: Uint8Array, flips: bigint): Uint8Array {
  const mixed = query.slice()
  for (let p = QNAME; mixed[p] !== 0; ) {
    for (const end = p + mixed[p]!; p++ < end; ) {
      const isLetter = (mixed[p]! | 0x20) >= 0x61 && (mixed[p]! | 0x20) <= 0x7a
      if (isLetter && (flips >> BigInt(p % 64)) & 1n) mixed[p]! ^= 0x20
    }
  }
  return mixed
}

/** All letters lower, those of names among them. */
function folded(message: Uint8Array): Uint8Array {
  return message.map((octet) => (octet >= 0x41 && octet <= 0x5a ? octet + 0x20 : octet))
}
