// A primary or a secondary that is asked for its SOA, wherever it is said to be.

import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { askSoa } from '../../src/transfer/ask-soa.ts'
import { Connections } from '../../src/transfer/connection.ts'
import { Refusals } from '../../src/transfer/fetch.ts'
import { freePort } from '../support/free-port.ts'
import { Primary } from './primary.ts'
import { messagesOf } from './streams.ts'

/** The first lets no socket connect: as an IPv6 address does on a host without IPv6. */
const nowhere = [
  ['255.255.255.255', 4],
  ['224.0.0.1', 4],
  ['0.0.0.0', 4],
] as const

for (const [address, family] of nowhere)
  t.test(`${address} cannot be asked, which is told, and ends nothing else`, async (t) => {
    const connections = new Connections()
    t.teardown(() => connections.close())
    const peer = { name: 'ns2', at: { family, address, port: 9 }, source: undefined, key: undefined }
    const answer = await askSoa(nameFromText('a.example.'), peer, connections, new Refusals(Date.now), [20, 20])
    t.match(answer, { kind: 'failed', unreachable: true })
  })

t.test('it is asked from the address that is configured, over UDP and over TCP', async (t) => {
  const apex = nameFromText('example.com.')
  const answer = Buffer.from(messagesOf(['@ SOA ns root 7 1h 1h 1w 60'], { type: 'SOA' })[0]!)
  const heard: string[] = []
  let isCut = false
  // A port that is free for TCP may be that of somebody else for UDP.
  const tcp = await Primary.start(() => [answer], undefined, await freePort())
  t.teardown(() => tcp.close())
  const udp = createSocket('udp4')
  t.teardown(() => udp.close())
  udp.on('message', (question, { address, port }) => {
    heard.push(address)
    const reply = Buffer.from(answer)
    question.copy(reply, 0, 0, 2)
    if (isCut) reply[2]! |= 2
    udp.send(reply, port, address)
  })
  udp.bind(tcp.port, '127.0.0.1')
  await once(udp, 'listening')
  const connections = new Connections()
  t.teardown(() => connections.close())
  const asked = (address: string | undefined) => {
    const source = address === undefined ? undefined : ({ family: 4, address, port: 0 } as const)
    const peer = {
      name: 'up',
      at: { family: 4, address: '127.0.0.1', port: tcp.port },
      source,
      key: undefined,
    } as const
    return askSoa(apex, peer, connections, new Refusals(Date.now), [5_000])
  }
  t.match(await asked('127.0.0.5'), { kind: 'soa', serial: 7 })
  t.match(await asked(undefined), { kind: 'soa', serial: 7 })
  t.same(heard, ['127.0.0.5', '127.0.0.1'])
  isCut = true
  t.match(await asked('127.0.0.6'), { kind: 'soa', serial: 7 })
  t.same(
    tcp.asked.map(({ from }) => from),
    ['127.0.0.6'],
    'what does not fit over UDP is asked for from there too',
  )
})
