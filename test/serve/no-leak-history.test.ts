// What was once in one face stays out of all others: after reloads, updates, a rollback, a restart, and after a zone has gone from one
// view to the other. Every source with every key, on every transport, in each of these states asks for records, whole zones, changes
// since every serial that there was, catalogs, and sends NOTIFY and UPDATE; the raw octets are searched for names of other views.

import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { readKeyFile } from '../../src/keys/key-file.ts'
import { askServer } from '../../src/operate/control/client.ts'
import { HEADER } from '../../src/wire/header.ts'
import type { TsigKey } from '../../src/wire/tsig/mac.ts'
import { signRequest } from '../../src/wire/tsig/sign.ts'
import { TcpClient } from '../net/harness.ts'
import { queryFor } from '../support/ask.ts'
import { exchange } from '../support/exchange.ts'
import { folderOf, type Janus, serve } from '../support/janus.ts'
import { updateMessage } from '../support/update-message.ts'

const views = ['internal', 'external'] as const
type View = (typeof views)[number]

/** What only this face has, in every place where a name can stand; and what each version adds and takes away. */
const zoneText = (view: View, serial: number) => `$TTL 60
@ SOA ns mark-${view} ${serial} 1d 1d 4w 1h
@ NS ns
@ NS mark-${view}.example.net.
ns A 192.0.2.1
text TXT "mark-${view}"
mx MX 10 mark-${view}
mark-${view} A 192.0.2.2
alias CNAME mark-${view}.example.net.
*.wild TXT "mark-${view}"
deep.mark-${view}.sub A 192.0.2.3
cut NS ns.mark-${view}.cut
ns.mark-${view}.cut A 192.0.2.4
version${serial}.mark-${view} A 192.0.2.5
`

const SECONDARIES = `secondaries:
  ns2: {address: ["127.0.0.1:1"], from: [127.0.0.0/8], views: [internal, external], notify: false}
  ns3: {address: ["127.0.0.9:1"], views: [internal], notify: false}
`
const config = (moved: View) => `listen: ["127.0.0.1:0"]
workers: 1
views:
  internal: {clients: [127.0.0.2, 127.0.0.4], error-texts: true}
  external: {clients: [any], error-texts: true}
tsig: {editor: {view: internal, from: [127.0.0.0/8]}}
${SECONDARIES}transfers:
  - {from: [127.0.0.3], views: [external]}
  - {from: [127.0.0.4], views: [internal]}
updates: [{key: editor, zones: [example.com]}]
catalogs:
  mark-internal.catalog.test: {view: internal, produce: [ns2]}
  mark-external.catalog.test: {view: external, produce: [ns2]}
zones:
  example.com: {internal: internal.zone, external: external.zone}
  inside.example.com: {internal: internal.zone}
  moved.example.com: {${moved}: ${moved}.zone}
`

const SOURCES = ['127.0.0.1', '127.0.0.2', '127.0.0.3', '127.0.0.4', '127.0.0.9'] as const

t.test('nobody is told of another view, whatever has become of the zones', async (t) => {
  const folder = folderOf(t, { 'janus.yaml': config('internal') })
  const write = (serial: number) => {
    for (const view of views) writeFileSync(join(folder, `${view}.zone`), zoneText(view, serial))
  }
  write(1)
  let janus = await serve(t, folder)
  const keyAt = (name: string) => readKeyFile(join(folder, 'keys/tsig', `${name}.key`), name).key!
  const keys: Readonly<Record<string, TsigKey | undefined>> = {
    none: undefined,
    'ns2.internal': keyAt('ns2.internal'),
    'ns2.external': keyAt('ns2.external'),
    'ns3.internal': keyAt('ns3.internal'),
    editor: keyAt('editor'),
    // The right name with another's secret.
    forged: { ...keyAt('ns2.internal'), secret: keyAt('ns2.external').secret },
  }
  const verb = async (name: string) => {
    const answer = await askServer(join(folder, 'state/control.sock'), { verb: name })
    if (answer.kind !== 'result') throw new Error(JSON.stringify(answer))
    return answer.result
  }
  /** The key decides, and where it may not be used from there, nothing is shown. */
  const viewOf = (from: string, key: string): View | undefined => {
    if (key === 'forged' || (key === 'ns3.internal' && from !== '127.0.0.9')) return undefined
    if (key === 'none') return from === '127.0.0.2' || from === '127.0.0.4' ? 'internal' : 'external'
    return key.endsWith('external') ? 'external' : 'internal'
  }
  let own = 0
  const look = async (state: string) => {
    for (const from of SOURCES)
      for (const [name, key] of Object.entries(keys)) {
        const view = viewOf(from, name)
        const now = Math.floor(Date.now() / 1000)
        const messages = QUESTIONS.map((plain) => (key === undefined ? plain : signRequest(key, plain, now).message))
        for (const transport of ['tcp', 'udp'] as const) {
          const answers = await allAnswers(t, janus, messages, { from, transport })
          const raw = Buffer.concat(answers).toString('latin1')
          for (const other of views)
            if (other !== view && raw.includes(`mark-${other}`))
              t.fail(`${state}: ${other} is in what ${from} gets by ${name} over ${transport}`)
          if (view !== undefined && raw.includes(`mark-${view}`)) own++
        }
      }
    t.pass(state)
  }
  for (const serial of [2, 3]) {
    write(serial)
    await verb('reload')
  }
  await look('after reloads')
  const update = updateMessage('example.com', ['add mark-internal.new 60 TXT "mark-internal"', 'delete text'])
  const { message } = signRequest(keys.editor!, update, Math.floor(Date.now() / 1000))
  const updated = await exchange(t, message, { port: janus.port(), from: '127.0.0.1', transport: 'tcp' })
  t.equal(updated[3]! & 0xf, 0, 'the update is taken')
  await look('after an update')
  await verb('rollback')
  await look('after a rollback')
  writeFileSync(join(folder, 'janus.yaml'), config('external'))
  write(5)
  await verb('reload')
  await look('after a zone has gone to the other view')
  janus.signal('SIGKILL')
  await janus.ended
  janus = await serve(t, folder)
  await look('after a restart')
  writeFileSync(join(folder, 'janus.yaml'), config('internal'))
  write(6)
  await verb('reload')
  await look('after it has come back')
  t.equal(own, 6 * (SOURCES.length * 4 + 1) * 2, 'and whoever has a view gets what is its own')
})

/** Each with an ID of its own. No question has a name that it looks for. */
const QUESTIONS: readonly Uint8Array[] = [
  ...['text.example.com. TXT', 'mx.example.com. MX', 'alias.example.com. A', 'x.wild.example.com. TXT'],
  ...['absent.example.com. A', 'x.cut.example.com. A', 'sub.example.com. ANY', 'example.com. ANY'],
  ...[
    'inside.example.com. SOA',
    'text.inside.example.com. TXT',
    'moved.example.com. NS',
    'text.moved.example.com. TXT',
  ],
  ...['catalog.test. SOA', 'catalog.test. AXFR', 'version.catalog.test. TXT', 'moved.example.com. AXFR'],
  ...['example.com. AXFR', 'inside.example.com. AXFR', 'absent.example.com. AXFR'],
]
  .map((question) => queryFor(question, { edns: 4096, dnssec: true }))
  .concat(
    ...['example.com. IXFR', 'moved.example.com. IXFR', 'inside.example.com. IXFR'].map((question) =>
      [1, 2, 3, 4, 5, 6].map((serial) => withSerial(queryFor(question), serial)),
    ),
    queryFor('example.com. SOA', { flags: 4 << 11 }),
    queryFor('moved.example.com. SOA', { flags: 4 << 11 }),
    ...['example.com', 'inside.example.com', 'moved.example.com'].map((zone) =>
      updateMessage(zone, ['prereq nxdomain ns', 'add x 60 A 192.0.2.1']),
    ),
  )
  .map((message, i) => Uint8Array.of(i >> 8, i, ...message.subarray(2)))

type By = { readonly from: string; readonly transport: 'tcp' | 'udp' }

/** One message for each that is sent: no zone is too large for one. */
async function allAnswers(
  t: Test,
  janus: Janus,
  messages: readonly Uint8Array[],
  { from, transport }: By,
): Promise<readonly Uint8Array[]> {
  if (transport === 'tcp') {
    const client = new TcpClient(t, janus.port(), { from })
    client.ask(...messages)
    await client.receive(messages.length)
    client.socket.destroy()
    return client.answers
  }
  const socket = createSocket('udp4')
  const answers: Uint8Array[] = []
  try {
    socket.bind(0, from)
    await once(socket, 'listening')
    for (const message of messages) {
      socket.send(message, janus.port(), '127.0.0.1')
      const [answer] = (await once(socket, 'message', { signal: AbortSignal.timeout(60_000) })) as [Buffer]
      answers.push(answer)
    }
  } finally {
    socket.close()
  }
  return answers
}

/** RFC 1995 §3: the client's SOA in the authority section. */
function withSerial(query: Uint8Array, serial: number): Uint8Array {
  const soa = Uint8Array.of(0xc0, HEADER, 0, 6, 0, 1, 0, 0, 0, 0, 0, 22, 0, 0, 0, 0, 0, serial)
  const message = Buffer.concat([query, soa, new Uint8Array(16)])
  message[9] = 1
  return message
}
