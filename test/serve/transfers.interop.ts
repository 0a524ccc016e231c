// Whole zones over TCP: who may have which, always the face of his own view, out of one edition from the first octet to the
// last, at the pace of whoever reads.

import t from 'tap'
import { nameText } from '../../src/dns/name-text.ts'
import { Rcode, rcodeName } from '../../src/dns/rcodes.ts'
import { Type, typeCode, typeName } from '../../src/dns/types.ts'
import { refusalMessage } from '../../src/serve/desk/transfer-message.ts'
import { soaMessage, zoneMessages } from '../../src/serve/desk/zone-messages.ts'
import { readMessage } from '../../src/wire/message.ts'
import { Query } from '../../src/wire/query.ts'
import { ZoneBuilder } from '../../src/zone/builder.ts'
import { diff } from '../../src/zone/diff.ts'
import type { Zone } from '../../src/zone/zone.ts'
import { TcpClient, until } from '../net/harness.ts'
import { queryFor } from '../support/ask.ts'
import { janus as command, dig, folderOf, type Janus, missing, serve } from '../support/janus.ts'
import { labelsText } from '../support/name.ts'
import fc from '../support/properties.ts'
import { isMade, servedSerial } from '../support/sign-all.ts'
import { inquiries, zoneText } from '../support/world.ts'
import { zoneOf } from '../support/zones.ts'

const noDig = await missing('dig')
const envelope = { udpSize: 1232, reserved: 0 }

t.test('the messages of a transfer hold the zone, the SOA first and once more at the end', async () => {
  fc.assert(
    fc.property(inquiries({ min: 1, max: 1 }), ({ world }) => {
      for (const { origin, records } of world.zones) {
        const zone = zoneOf(labelsText(origin), zoneText({ origin, records }))
        sameZone(zone, messagesOf(zone))
      }
    }),
    { numRuns: 60 },
  )
})

t.test('a zone of many messages too, with records that fill one by themselves', async (t) => {
  const long = `(${'"'.concat('x'.repeat(250), '" ').repeat(240)})`
  const hosts = Array.from({ length: 4_000 }, (_, i) => `host${i} A 10.0.${i >> 8}.${i & 255}\n`).join('')
  const zone = zoneOf('example.com.', `$TTL 60\n${head}a TXT ${long}\n${hosts}b TXT ${long}\n`)
  const messages = messagesOf(zone)
  sameZone(zone, messages)
  t.ok(messages.length > 5)
  const [first, ...others] = messages.map((message) => readMessage(message)!)
  t.equal(first!.questions.length, 1)
  t.ok(others.every(({ questions, answer }) => questions.length === 0 && answer.length > 0))
})

t.test('an OPT record is answered in each message, and other messages are whole as well', async (t) => {
  const hosts = Array.from({ length: 3_000 }, (_, i) => `host${i} A 10.0.${i >> 8}.${i & 255}\n`).join('')
  const zone = zoneOf('example.com.', `$TTL 60\n${head}${hosts}`)
  const query = transferQuery('example.com.', 'AXFR', { edns: 4096 })
  const messages = [...zoneMessages(zone, query, envelope)]
  t.ok(messages.length > 2)
  t.ok(messages.every((message) => readMessage(message)!.opt?.udpSize === 1232))
  t.match(readMessage(refusalMessage(query, envelope, Rcode.NOTAUTH)), { rcode: Rcode.NOTAUTH, answer: [] })
  t.equal(readMessage(soaMessage(zone, query, envelope, 512))!.answer.length, 1)
})

const head = '@ SOA ns hostmaster 7 1d 2h 4w 1h\n@ NS ns\nns A 192.0.2.1\n'

/** Both faces have a name that only they have. */
const faces = {
  'inside.zone': `$TTL 60\n${head}payroll A 10.0.0.1\n`,
  'outside.zone': `$TTL 60\n${head}gateway A 192.0.2.25\n`,
}
const zones = `zones:
  example.com: {internal: inside.zone, external: outside.zone}
  sub.example.com: outside.zone
  broken.example: broken.zone
`
const views = `listen: ["127.0.0.1:0"]
views: {internal: [127.0.0.1, 127.0.0.9], external: {clients: [any], refuse: [lab.example.com]}}
`

t.test('nobody has a whole zone where no rule says so', async (t) => {
  const janus = await serve(t, folderOf(t, { ...faces, 'janus.yaml': views + zones }))
  for (const type of ['AXFR', 'IXFR']) t.equal(await fetch(t, janus, '127.0.0.1', 'example.com.', type), 'REFUSED')
})

t.test('a rule holds where all that it states does, and who has no rule is told nothing', async (t) => {
  const transfers = `transfers:
  - {from: [127.0.0.1/32], zones: [example.com]}
  - {from: [127.0.0.2/32, 127.0.0.3/32], views: [external], zones: ["*.example.com"]}
  - {from: [127.0.0.4/32], views: [internal]}
  - {from: [127.0.0.5/32]}
`
  const folder = folderOf(t, { ...faces, 'broken.zone': 'nonsense\n', 'janus.yaml': views + zones + transfers })
  const janus = await serve(t, folder)
  const table = [
    ['127.0.0.1', 'example.com.', 'payroll'],
    ['127.0.0.1', 'sub.example.com.', 'REFUSED'],
    ['127.0.0.1', 'absent.example.', 'REFUSED'],
    ['127.0.0.2', 'example.com.', 'REFUSED'],
    ['127.0.0.2', 'sub.example.com.', 'gateway'],
    ['127.0.0.2', 'ns.sub.example.com.', 'NOTAUTH'],
    ['127.0.0.4', 'example.com.', 'REFUSED'],
    ['127.0.0.5', 'example.com.', 'gateway'],
    ['127.0.0.5', 'www.example.com.', 'NOTAUTH'],
    ['127.0.0.5', 'absent.example.', 'NOTAUTH'],
    ['127.0.0.5', 'broken.example.', 'SERVFAIL'],
    ['127.0.0.5', 'lab.example.com.', 'NOTAUTH'],
    ['127.0.0.6', 'example.com.', 'REFUSED'],
  ] as const
  for (const [from, zone, wanted] of table) {
    const found = await fetch(t, janus, from, zone, 'AXFR')
    if (typeof found === 'string') t.equal(found, wanted, `${from} ${zone}`)
    else {
      const text = Buffer.concat(found).toString('latin1')
      t.ok(text.includes(wanted), `${from} ${zone} has ${wanted}`)
      t.notOk(
        text.includes(wanted === 'payroll' ? 'gateway' : 'payroll'),
        `${from} ${zone} has nothing of the other face`,
      )
    }
  }
  await t.test('dig reads it, and UDP is no way to ask', { skip: noDig }, async (t) => {
    const ask = (...words: string[]) => dig(janus.port(), '@127.0.0.1', '-b', '127.0.0.5', ...words)
    t.match(await ask('example.com', 'AXFR'), [/ NS /, / SOA /, / SOA /, /^gateway/, /^ns/])
    t.match(await ask('example.com', 'IXFR=1', '+notcp', '+ignore'), [/ SOA /])
    t.same(await dig(janus.port(), '@127.0.0.1', '-b', '127.0.0.6', 'example.com', 'IXFR=1', '+notcp', '+ignore'), [
      'REFUSED',
    ])
  })
  await t.test('who has the newest version is told so, and nobody else has to start over', async (t) => {
    const newest = await fetch(t, janus, '127.0.0.5', 'example.com.', 'IXFR', servedSerial(7))
    t.equal(contentOf(newest as Buffer[]).length, 1)
    const older = await fetch(t, janus, '127.0.0.5', 'example.com.', 'IXFR', 6)
    t.equal(contentOf(older as Buffer[]).length, 5)
  })
})

t.test('a slow reader keeps its edition over reloads, keeps nobody waiting, and frees it when it goes', async (t) => {
  const text = 'x'.repeat(200)
  const hosts = (serial: number) => {
    const lines = Array.from(
      { length: 50_000 },
      (_, i) => `host${i} A 10.${serial}.${i >> 8}.${i & 255}\n TXT "${text}"\n`,
    )
    return `$TTL 60\n${head.replace(' 7 ', ` ${serial} `)}${lines.join('')}`
  }
  const transfers = 'transfers: [{from: [127.0.0.1/32]}]\n'
  const folder = folderOf(t, {
    'big.zone': hosts(1),
    'janus.yaml': `listen: ["127.0.0.1:0"]\nzones: {example.com: big.zone}\n${transfers}`,
  })
  const janus = await serve(t, folder)
  const slow = new TcpClient(t, janus.port())
  await slow.connected()
  const hurry = readSlowly(slow)
  slow.ask(queryFor('example.com. AXFR'), queryFor('ns.example.com. A'))
  await until(() => slow.socket.bytesWritten > 0)
  const { writeFileSync } = await import('node:fs')
  for (let serial = 2; serial <= 4; serial++) {
    writeFileSync(`${folder}/big.zone`, hosts(serial))
    t.match(await command('reload', '--config', `${folder}/janus.yaml`), { code: 0 })
    const other = new TcpClient(t, janus.port())
    other.ask(queryFor('host1.example.com. A'))
    await other.receive(1)
    t.equal(readMessage(other.answers[0]!)!.answer[0]!.rdata[1], serial, 'others have the newest version')
  }
  hurry()
  await until(() => isAbout(Type.A, slow.answers.at(-1)))
  const records = slow.answers.slice(0, -1).flatMap((message) => readMessage(message)!.answer)
  t.equal(records.filter(({ type }) => !isMade(typeName(type))).length, 100_004)
  t.ok(
    records.every(({ type, rdata }) => type !== Type.A || rdata[0] !== 10 || rdata[1] === 1),
    'every address is of the version that the transfer began with',
  )
  // So large a zone is served unsigned until it is signed for the first time.
  t.match(await janus.logged('a zone was transferred'), { zone: 'example.com.', serial: 1, client: '127.0.0.1' })
  const gone = new TcpClient(t, janus.port())
  await gone.connected()
  gone.socket.pause()
  gone.ask(queryFor('example.com. AXFR'))
  await until(() => gone.socket.bytesWritten > 0)
  const busy = async () =>
    JSON.parse((await command('stats', '--json', '--config', `${folder}/janus.yaml`)).stdout).transfers
  // Who takes nothing is cut off by itself after a while.
  for (let seen = await busy(); seen.open === 0 && seen.cut === 0; ) seen = await busy()
  gone.socket.destroy()
  await janus.logged('a transfer was cut off')
  t.match(await busy(), { open: 0, done: 1, cut: 1 })
})

function transferQuery(zone: string, type: 'AXFR' | 'IXFR', options = {}): Query {
  const bytes = queryFor(`${zone} ${type}`, options)
  const query = new Query()
  query.read(bytes, 0, bytes.length)
  return query
}

function messagesOf(zone: Zone): Uint8Array[] {
  return [...zoneMessages(zone, transferQuery(nameText(zone.apex), 'AXFR'), envelope)]
}

function sameZone(zone: Zone, messages: readonly Uint8Array[]): void {
  const records = messages.flatMap((message) => readMessage(message)!.answer)
  if (records[0]!.type !== Type.SOA || records.at(-1)!.type !== Type.SOA) throw new Error('no SOA at an end')
  if (records.length !== zone.records + 1) throw new Error(`${records.length} records for ${zone.records}`)
  const builder = new ZoneBuilder(zone.apex)
  for (const { name, type, ttl, rdata } of records.slice(0, -1)) {
    builder.owner(name, 0)
    builder.record(type, ttl, rdata, rdata.length, 0)
  }
  const { removed, added } = diff(zone, builder.finish())!
  if (removed.count + added.count > 0) throw new Error('what was sent is another zone')
}

/** The messages, or the rcode where it is not NOERROR. `serial`: the client's. */
async function fetch(
  t: Parameters<typeof serve>[0],
  janus: Janus,
  from: string,
  zone: string,
  type: string,
  serial?: number,
): Promise<string | Uint8Array[]> {
  const client = new TcpClient(t, janus.port(), { from })
  const query = queryFor(`${zone} ${type}`)
  client.ask(serial === undefined ? query : withSerial(query, serial))
  await client.receive(1)
  const { rcode } = readMessage(client.answers[0]!)!
  if (rcode !== Rcode.NOERROR) return rcodeName(rcode)
  await until(() => soaCount(client.answers) === 2 || type === 'IXFR')
  client.socket.destroy()
  return client.answers
}

/** Takes a little at a time, so that the server sees progress, until the function that is given is called. */
function readSlowly({ socket }: TcpClient): () => void {
  const pause = () => socket.pause()
  socket.on('data', pause)
  const sips = setInterval(() => socket.resume(), 100)
  return () => {
    clearInterval(sips)
    socket.off('data', pause)
    socket.resume()
  }
}

function isAbout(type: number, message: Uint8Array | undefined): boolean {
  return message !== undefined && readMessage(message)!.questions[0]?.type === type
}

/** Records that nobody made by signing. */
function contentOf(messages: readonly Uint8Array[]): readonly unknown[] {
  return messages.flatMap((message) => readMessage(message)!.answer).filter(({ type }) => !isMade(typeName(type)))
}

function soaCount(answers: readonly Uint8Array[]): number {
  return answers.flatMap((message) => readMessage(message)!.answer).filter(({ type }) => type === Type.SOA).length
}

/** RFC 1995 §3: the client's SOA in the authority section. */
function withSerial(query: Uint8Array, serial: number): Uint8Array {
  const soa = Uint8Array.of(0xc0, 12, 0, typeCode('SOA')!, 0, 1, 0, 0, 0, 0, 0, 22, 0, 0, 0, 0, 0, serial)
  const message = Buffer.concat([query, soa, new Uint8Array(16)])
  message[9] = 1
  return message
}
