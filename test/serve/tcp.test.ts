// The responder behind real TCP connections: what RFC 7766 and RFC 9210 ask of a server, with real answers.

import t, { type Test } from 'tap'
import { get16 } from '../../src/dns/big-endian.ts'
import { Rcode } from '../../src/dns/rcodes.ts'
import { Responder } from '../../src/serve/responder.ts'
import { Bit } from '../../src/wire/header.ts'
import { type Message, readMessage } from '../../src/wire/message.ts'
import { frame, start, TcpClient } from '../net/harness.ts'
import { queryFor } from '../support/ask.ts'
import { octets } from '../support/hex.ts'
import { soleView, zoneSetOf } from '../support/zones.ts'

const head = '$TTL 300\n@ SOA ns hostmaster 1 2h 1h 2w 5m\n  NS ns\nns A 192.0.2.53\n'
/** TXT records whose answer, question included, is `octets` long over a stream without EDNS. */
const txt = (octets: number): string => {
  const lines: string[] = []
  // Header and question of `big.example.com TXT`; each record has 12 octets before its data.
  let left = octets - 12 - 21
  for (let i = 0; left > 0; i++) {
    const room = left > 400 ? 250 : left > 255 + 12 ? 120 : left - 12
    lines.push(
      `TXT "${String(i)
        .padStart(4, '0')
        .padEnd(room - 1, 'x')}"`,
    )
    left -= 12 + room
  }
  return lines.join('\n    ')
}

async function served(t: Test, zone: string) {
  const generation = soleView(zoneSetOf({ 'example.com.': `${head}${zone}` }))
  const responder = new Responder(generation, { ednsBufferSize: 1232, minimalResponses: true, idleTimeout: 10_000 })
  const { port } = await start(t, {}, { respond: responder.respond })
  return new TcpClient(t, port)
}

t.test('thousands of different queries on one connection: each is answered, none is mixed up', async (t) => {
  const hosts = Array.from({ length: 3000 }, (_, i) => `h${i} A 10.0.${i >> 8}.${i & 255}`).join('\n')
  const client = await served(t, hosts)
  const queries = Array.from({ length: 6000 }, (_, i) => {
    const query = queryFor(`h${i}.example.com. A`, { edns: 1232 })
    query.set([i >> 8, i & 255])
    return query
  })
  client.ask(...queries)
  await client.receive(6000)
  const messages = client.answers.map((answer) => readMessage(answer)!)
  const wrong = messages.filter(({ id, rcode, answer }) => {
    const [record] = answer
    return id < 3000 ? get16(record?.rdata ?? new Uint8Array(4), 2) !== id : rcode !== 3
  })
  t.same(wrong, [])
  t.equal(new Set(messages.map(({ id }) => id)).size, 6000)
})

t.test('an answer of 65,535 octets fits; one octet more, and nobody is sent to ask again', async (t) => {
  for (const [size, fits] of [
    [65_534, true],
    [65_535, true],
    [65_536, false],
  ] as const) {
    const client = await served(t, `big ${txt(size)}`)
    await client.ask(queryFor('big.example.com. TXT')).receive(1)
    const message = readMessage(client.answers[0]!)!
    t.equal(message.rcode === Rcode.NOERROR, fits, `${size} octets`)
    t.equal(message.flags & Bit.TC, 0)
    if (fits) t.equal(client.answers[0]!.length, size)
    else t.same(message.answer, [])
  }
})

t.test('with EDNS the OPT record has its place in the 65,535', async (t) => {
  const client = await served(t, `big ${txt(65_524)}`)
  await client.ask(queryFor('big.example.com. TXT', { edns: 512 })).receive(1)
  t.equal(client.answers[0]!.length, 65_535, 'whatever the UDP size')
  const over = await served(t, `big ${txt(65_525)}`)
  await over.ask(queryFor('big.example.com. TXT', { edns: 512 })).receive(1)
  t.equal(readMessage(over.answers[0]!)!.rcode, Rcode.SERVFAIL)
})

t.test('what gets no answer does not hold up what does', async (t) => {
  const client = await served(t, '')
  const response = queryFor('ns.example.com. A', { flags: Bit.QR })
  client.ask(response, octets('0102'), queryFor('ns.example.com. A'), octets('1234'), queryFor('ns.example.com. AAAA'))
  await client.receive(2)
  t.same(client.answers.map(answersOf), [1, 0])
})

t.test('keepalive is told how long the connection may be idle', async (t) => {
  const client = await served(t, '')
  const query = Uint8Array.from([...queryFor('ns.example.com. A', { edns: 1232 }), ...octets('000b 0000')])
  query[query.length - 5] = 4
  await client.ask(query).receive(1)
  const { opt } = readMessage(client.answers[0]!) as Message
  t.same(
    opt?.options.map(({ code, data }) => [code, [...data]]),
    [[11, [0, 100]]],
  )
})

t.test('the last query of a client that closes its side in the same packet is answered', async (t) => {
  const client = await served(t, '')
  client.socket.end(frame(queryFor('ns.example.com. A')))
  await client.closed
  t.same(client.answers.map(answersOf), [1])
})

function answersOf(message: Uint8Array): number {
  return get16(message, 6)
}
