// Nobody gets an octet of a face that is not his: every source with every key, whole zones, changes, errors and NOTIFY, over TCP and
// UDP, and the raw octets searched for names that only the other face has.

import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { readKeyFile } from '../../src/keys/key-file.ts'
import { Bit } from '../../src/wire/header.ts'
import { readMessage } from '../../src/wire/message.ts'
import type { TsigKey } from '../../src/wire/tsig/mac.ts'
import { signRequest } from '../../src/wire/tsig/sign.ts'
import { TcpClient, until } from '../net/harness.ts'
import { queryFor } from '../support/ask.ts'
import { exchange } from '../support/exchange.ts'
import { janus as command, folderOf, serve } from '../support/janus.ts'
import { withSerial } from '../support/query.ts'

const views = ['internal', 'external'] as const
type View = (typeof views)[number]

/** What only this face has: an owner, rdata, a target, the mailbox of the SOA; and one that each version adds and takes away. */
const zoneText = (view: View, serial: number) => `$TTL 60
@ SOA ns mark-${view} ${serial} 1d 1d 4w 1h
@ NS ns
ns A 192.0.2.1
mark-${view} A 192.0.2.2
text TXT "mark-${view}"
mx MX 10 mark-${view}.example.net.
version${serial}.mark-${view} A 192.0.2.3
`

t.test('no octet of another face is in any answer, whoever asks from wherever by whichever key', async (t) => {
  const ear = createSocket('udp4')
  const told: Buffer[] = []
  ear.on('message', (message, from) => {
    told.push(message)
    const reply = Buffer.from(message)
    reply.writeUInt16BE(reply.readUInt16BE(2) | Bit.QR, 2)
    ear.send(reply, from.port, from.address)
  })
  ear.bind(0, '127.0.0.1')
  await once(ear, 'listening')
  t.teardown(() => ear.close())
  const folder = folderOf(t, {
    ...Object.fromEntries(views.map((view) => [`${view}.zone`, zoneText(view, 1)])),
    'janus.yaml': `listen: ["127.0.0.1:0"]
views: {internal: [127.0.0.2, 127.0.0.4], external: [any]}
zones:
  example.com: {internal: internal.zone, external: external.zone}
  inside.example.com: {internal: internal.zone}
secondaries:
  ns2: {address: ["127.0.0.1:${ear.address().port}"], views: [internal, external], from: [127.0.0.0/8]}
  ns3: {address: ["127.0.0.9:1"], views: [internal], notify: false}
transfers:
  - {from: [127.0.0.3], views: [external]}
  - {from: [127.0.0.4], views: [internal]}
`,
  })
  const config = join(folder, 'janus.yaml')
  const janus = await serve(t, folder)
  for (const serial of [2, 3]) {
    for (const view of views) writeFileSync(join(folder, `${view}.zone`), zoneText(view, serial))
    t.match(await command('reload', '--config', config), { code: 0 })
  }
  const keyAt = (name: string) => readKeyFile(join(folder, 'keys/tsig', `${name}.key`), name).key!
  const keys: Readonly<Record<string, TsigKey | undefined>> = {
    none: undefined,
    'ns2.internal': keyAt('ns2.internal'),
    'ns2.external': keyAt('ns2.external'),
    'ns3.internal': keyAt('ns3.internal'),
    // The right name with another's secret.
    forged: { ...keyAt('ns2.internal'), secret: keyAt('ns2.external').secret },
  }
  const viewOf = (from: string, key: string): View | undefined => {
    if (key === 'forged') return undefined
    if (key !== 'none') return key.endsWith('internal') ? 'internal' : 'external'
    return from === '127.0.0.2' || from === '127.0.0.4' ? 'internal' : 'external'
  }
  /** Whole zones go by a key of ns2 from anywhere, of ns3 from its own address alone, and without to two addresses. */
  const mayFetch = (from: string, key: string) => {
    if (key === 'none') return from === '127.0.0.3' || from === '127.0.0.4'
    if (key === 'ns3.internal') return from === '127.0.0.9'
    return key.startsWith('ns2')
  }
  const questions = [
    ['example.com. AXFR', queryFor('example.com. AXFR')],
    ['example.com. IXFR since 1', withSerial(queryFor('example.com. IXFR'), 1)],
    ['example.com. IXFR since 3', withSerial(queryFor('example.com. IXFR'), 3)],
    ['example.com. IXFR since none', queryFor('example.com. IXFR', { edns: 1232 })],
    ['inside.example.com. AXFR', queryFor('inside.example.com. AXFR', { edns: 1232 })],
    ['mark-internal.example.com. AXFR', queryFor('absent.example.com. AXFR', { edns: 1232 })],
    ['example.com. SOA', queryFor('example.com. SOA')],
    ['example.com. NOTIFY', queryFor('example.com. SOA', { flags: 4 << 11 })],
    ['example.com. UPDATE', queryFor('example.com. SOA', { flags: 5 << 11 })],
  ] as const
  for (const from of ['127.0.0.1', '127.0.0.2', '127.0.0.3', '127.0.0.4', '127.0.0.9'])
    for (const [name, key] of Object.entries(keys)) {
      const own = viewOf(from, name)
      for (const [question, plain] of questions) {
        const message = key === undefined ? plain : signRequest(key, plain, Math.floor(Date.now() / 1000)).message
        const client = new TcpClient(t, janus.port(), { from })
        client.ask(message)
        await client.receive(1)
        client.socket.destroy()
        const raw = Buffer.concat(client.answers).toString('latin1')
        const about = `${question} from ${from} by ${name}`
        for (const view of views) if (view !== own && raw.includes(`mark-${view}`)) t.fail(`${about} has mark-${view}`)
        const datagram = await exchange(t, message, { port: janus.port(), from, transport: 'udp' })
        for (const view of views)
          if (view !== own && Buffer.from(datagram).includes(`mark-${view}`)) t.fail(`${about}, UDP: mark-${view}`)
        if (question.includes('AXFR') && Buffer.from(datagram).includes('mark-')) t.fail(`${about}: a zone over UDP`)
        const first = readMessage(client.answers[0]!)!
        const isWhole = raw.includes(`mark-${own}`) && question.includes('AXFR')
        if (question === 'example.com. AXFR' && isWhole !== mayFetch(from, name)) t.fail(`${about}: ${first.rcode}`)
        if (question.includes('since 1') && mayFetch(from, name))
          t.match(raw, `version2`, `${about} has what came and went in between`)
      }
    }
  await until(() => told.some((message) => serialOf(message) === 3))
  const [inside, outside] = views.map((view) =>
    told.filter((message) => message.includes(`ns2\x08${view}`) || message.includes(`mark-${view}`)),
  )
  t.ok(inside!.length > 0 && outside!.length > 0, 'both faces are told')
  t.ok(
    told.every((message) => message.includes('\x08internal') !== message.includes('mark-external')),
    'and what is signed by the key of one has nothing of the other',
  )
})

function serialOf(message: Uint8Array): number {
  const { rdata } = readMessage(message)!.answer[0]!
  return Buffer.from(rdata).readUInt32BE(rdata.length - 20)
}
