// The desk and those who hand over to it say together what one responder without a desk would say, octet for octet.

import t from 'tap'
import { type Desk, HANDED, peerAt } from '../../src/net/peer.ts'
import { Responder } from '../../src/serve/responder.ts'
import { Kind, Query } from '../../src/wire/query.ts'
import { mutated } from '../fuzz/mutate.ts'
import { Random } from '../fuzz/random.ts'
import { defaultOptions, queryFor } from '../support/ask.ts'
import { deskOf } from '../support/desk.ts'
import { signed } from '../support/query.ts'
import { soleView, zoneSetOf } from '../support/zones.ts'

const generation = soleView(
  zoneSetOf({ 'example.com.': '@ 60 SOA ns h 1 1h 1h 1d 1h\n  60 NS ns\nns 60 A 192.0.2.1\n' }),
)
const responderOf = (admits?: () => boolean) => new Responder(generation, defaultOptions, undefined, admits)

const queries = ['ns.example.com. A', 'x.example.com. A', 'example.com. SOA', 'example.com. AXFR'].flatMap((question) =>
  [0, 2, 4, 5].flatMap((opcode) =>
    [{}, { edns: 1232 }].flatMap((more) => {
      const query = () => queryFor(question, { flags: (opcode << 11) | 0x0100, ...more })
      return [query(), signed(query())]
    }),
  ),
)

const NOBODY: Desk = {
  async *answer() {
    yield Uint8Array.of(0)
  },
}

async function said(desk: Desk, message: Uint8Array, protocol: 'udp' | 'tcp'): Promise<Uint8Array[]> {
  const all: Uint8Array[] = []
  for await (const part of desk.answer(message, peerAt(Uint8Array.of(192, 0, 2, 7), protocol))) all.push(part)
  return all
}

t.test('whatever a message is, who hands it over and the desk give what one of them alone would', async (t) => {
  const out = new Uint8Array(0xffff)
  const [alone, handing, atDesk] = [responderOf(), responderOf(() => false), responderOf()]
  const desk = deskOf(NOBODY, atDesk)
  let handed = 0
  for (let i = 0; i < 20_000; i++) {
    const random = new Random(11, i)
    const message = i < queries.length ? queries[i]! : mutated(queries, random)
    const protocol = i % 3 === 0 ? 'tcp' : 'udp'
    const peer = peerAt(Uint8Array.of(192, 0, 2, 7), protocol)
    const length = handing.respond(message, 0, message.length, peer, out, 0)
    const got = length === HANDED ? await said(desk, message, protocol) : length === 0 ? [] : [out.slice(0, length)]
    if (length === HANDED) handed++
    const wanted = alone.respond(message, 0, message.length, peer, out, 0)
    const hex = (octets: Uint8Array) => Buffer.from(octets).toString('hex')
    if (got.map(hex).join() !== (wanted === 0 ? '' : hex(out.slice(0, wanted))))
      throw new Error(`${hex(message)} over ${protocol} got another answer from the desk`)
  }
  t.ok(handed > 4000, `${handed} were handed over`)
})

t.test('whoever asks for a zone by a key that nobody has gets word of the key and no zone', async (t) => {
  const desk = deskOf(NOBODY, responderOf())
  const message = signed(queryFor('example.com. AXFR'))
  const query = new Query()
  query.read(message, 0, message.length)
  t.equal(query.kind, Kind.transfer)
  const [answer, ...more] = await said(desk, message, 'tcp')
  t.same(more, [])
  t.equal(answer![3]! & 0xf, 9, 'NOTAUTH')
})
