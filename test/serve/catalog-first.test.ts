// A consumer hears of a zone when it has heard of the catalog that lists it: at a start, and when a reload brings a zone. Otherwise it
// would refuse the one, as it does not know it yet, and come for it when its clock says so.

import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { nameText } from '../../src/dns/name-text.ts'
import { readKeyFile } from '../../src/keys/key-file.ts'
import { readMessage } from '../../src/wire/message.ts'
import { signing } from '../../src/wire/tsig/sign.ts'
import { verifyRequest } from '../../src/wire/tsig/verify.ts'
import { until } from '../net/harness.ts'
import { janus as command, folderOf, serve } from '../support/janus.ts'

const zone = '$TTL 60\n@ SOA ns root 7 1h 1h 1w 60\n@ NS ns\nns A 192.0.2.1\n'
const config = (port: number, zones: string) => `listen: [127.0.0.1:0]
workers: 1
state: state
views: {inside: [10.0.0.0/8], outside: [any]}
zones: {${zones}}
secondaries: {ns2: {address: ["127.0.0.1:${port}"], views: [inside]}}
catalogs: {catalog.example: {view: inside, produce: [ns2]}}
`

t.test('a catalog is told, and answered, before its members', async (t) => {
  const { port, events, folder } = await consumer(t)
  const janusConfig = join(folder, 'janus.yaml')
  writeFileSync(janusConfig, config(port, 'a.example: zone'))
  await serve(t, folder)
  await until(() => events.length === 3)
  t.same(events, ['catalog.example.', 'answer', 'a.example.'])
  events.length = 0
  writeFileSync(janusConfig, config(port, 'a.example: zone, b.example: zone'))
  t.match(await command('reload', '--config', janusConfig), { code: 0 })
  await until(() => events.length === 3)
  t.same(events, ['catalog.example.', 'answer', 'b.example.'])
})

/** What it hears, and when it answers for the catalog: after others could have come. */
async function consumer(t: Test) {
  const folder = folderOf(t, { zone })
  const events: string[] = []
  const socket = createSocket('udp4')
  socket.on('message', (octets, from) => {
    const { key } = readKeyFile(join(folder, 'keys/tsig/ns2.inside.key'), 'ns2.inside')
    const verified = verifyRequest(new Uint8Array(octets), () => key, seconds())
    const message = readMessage(octets)
    if (verified.kind !== 'good' || message === undefined) throw new Error('it is not signed')
    const { name } = message.questions[0]!
    // Asked for the SOA of what it was told of, it says nothing.
    if (((octets[2]! >> 3) & 15) === 0) return
    const text = nameText(name)
    const answer = Buffer.from(verified.message.subarray(0, 12 + name.length + 4))
    answer.writeUInt16BE(0xa400, 2)
    answer.writeUInt16BE(0, 6)
    answer.writeUInt16BE(0, 10)
    const send = () => socket.send(signing(key!, verified.mac, seconds).sign(answer), from.port, from.address)
    events.push(text)
    if (text !== 'catalog.example.') return send()
    setTimeout(() => {
      events.push('answer')
      send()
    }, 100)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  t.teardown(() => socket.close())
  return { port: socket.address().port, events, folder }
}

function seconds(): number {
  return Math.floor(Date.now() / 1000)
}
