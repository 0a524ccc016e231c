// Whatever comes in: never a throw, never a reply to a reply, never more octets than the client takes.

import t from 'tap'
import { get16 } from '../../src/dns/big-endian.ts'
import { Bit } from '../../src/wire/header.ts'
import { readMessage } from '../../src/wire/message.ts'
import { TestServer } from '../support/ask.ts'
import { keyOf } from '../support/name.ts'
import fc from '../support/properties.ts'
import { queryOf } from '../support/query.ts'
import { inquiries } from '../support/world.ts'
import { worldGeneration } from '../support/zones.ts'

const server = new TestServer(worldGeneration({ zones: [] }))

t.test('random octets are dropped or answered in form', async () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), fc.boolean(), (octets, stream) => inForm(octets, stream)),
    { numRuns: 3000 },
  )
})

t.test('random octets behind a header that counts them are dropped or answered in form', async () => {
  const header = fc.tuple(fc.nat(0x7fff), fc.nat(3), fc.nat(2), fc.nat(2), fc.nat(3))
  fc.assert(
    fc.property(header, fc.uint8Array({ maxLength: 80 }), fc.boolean(), ([flags, qd, an, ns, ar], rest, stream) => {
      const words = [0x4a4e, flags, qd, an, ns, ar].flatMap((word) => [word >>> 8, word & 0xff])
      inForm(Uint8Array.from([...words, ...rest]), stream)
    }),
    { numRuns: 5000 },
  )
})

t.test('queries with octets changed, added and taken away are dropped or answered in form', async () => {
  const change = fc.record({ at: fc.nat(300), octet: fc.nat(255), kind: fc.constantFrom('set', 'insert', 'remove') })
  fc.assert(
    fc.property(
      inquiries({ min: 20, max: 20 }),
      fc.array(change, { maxLength: 4 }),
      fc.boolean(),
      fc.constantFrom(undefined, 0, 512, 1232, 65_535),
      ({ world, questions }, changes, stream, edns) => {
        server.responder.use(worldGeneration(world))
        for (const { name } of questions) {
          const type = keyOf(name).length % 60
          const octets = [...queryOf(name, type, { edns, dnssec: edns === 512 })]
          for (const { at, octet, kind } of changes) {
            const place = at % octets.length
            if (kind === 'set') octets[place] = octet
            else octets.splice(place, kind === 'remove' ? 1 : 0, ...(kind === 'insert' ? [octet] : []))
          }
          inForm(Uint8Array.from(octets), stream)
        }
      },
    ),
    { numRuns: 150 },
  )
})

/** Throws where the answer to the octets is not one that may be sent. */
function inForm(octets: Uint8Array, stream: boolean): void {
  const answer = server.send(octets, { stream })
  const isQuery = octets.length >= 12 && (get16(octets, 2) & Bit.QR) === 0
  if (!isQuery) {
    if (answer.length > 0) throw new Error('a reply to what is no query')
    return
  }
  if (answer.length > (stream ? 65_535 : 1232)) throw new Error(`${answer.length} octets are too many`)
  const message = readMessage(answer)
  if (message === undefined) throw new Error(`malformed: ${Buffer.from(answer).toString('hex')}`)
  if (!stream && message.opt === undefined && answer.length > 512) throw new Error('over 512 octets without EDNS')
  if (message.id !== get16(octets, 0)) throw new Error('another ID')
  if ((message.flags & Bit.QR) === 0) throw new Error('not a response')
  // RFC 6895 §2: opcode as sent; RA and Z are clear.
  if ((message.flags & 0x7800) !== (get16(octets, 2) & 0x7800)) throw new Error('another opcode')
  if (message.flags & (Bit.RA | 0x0040 | Bit.AD)) throw new Error('RA, Z or AD is set')
}
