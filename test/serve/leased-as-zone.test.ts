// A list whose entries end answers as the zone that it is transferred as, with files beneath it or without: entries come and go at random, then
// both are asked the same.

import { setTimeout as wait } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { Type } from '../../src/dns/types.ts'
import { requestMessage } from '../../src/transfer/request.ts'
import { type MessageRecord, readMessage } from '../../src/wire/message.ts'
import { ZoneBuilder } from '../../src/zone/builder.ts'
import { ZoneSet } from '../../src/zone/zone-set.ts'
import { Random } from '../fuzz/random.ts'
import { TcpClient } from '../net/harness.ts'
import { queryFor, summary, TestServer } from '../support/ask.ts'
import { exchange } from '../support/exchange.ts'
import { folderOf, type Janus, serve } from '../support/janus.ts'
import { soleView } from '../support/zones.ts'

const ROUNDS = process.env.JANUS_LONG === undefined ? 2 : 100
const CHANGES = 30
/** In seconds: none ends by itself, however long all rounds take. */
const DAY = 86_400
const QUESTIONS = 150

const config = `listen: ["127.0.0.1:0"]
workers: 1
http: {listen: ["127.0.0.1:0"], token-file: token}
views: {internal: [any]}
zones: {univ.example: {internal: univ.zone}}
lists:
  live.univ.example: {leases: 1d}
  both4.univ.example: {files: [{file: four, format: ip4set}], leases: 1d}
  bothn.univ.example: {files: [{file: names, format: dnset}], leases: 1d}
transfers: [{from: [127.0.0.1]}]
`
const files = {
  'janus.yaml': config,
  token: 'secret\n',
  'univ.zone': '$TTL 60\n@ SOA ns host 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n',
  four: '10.0.0.0/16 :3:$\n!10.0.1.0/24\n!10.0.2.4\n10.1.1.1\n',
  names: '.a.x :3:$\n*.b.x\n!c.a.x\n!*.d.a.x\ny :4:\n',
}

const ZONES = ['live', 'both4', 'bothn'] as const
type Zoned = (typeof ZONES)[number]

const octet = (random: Random) => random.pick([0, 1, 2, 4, 255])
const label = (random: Random) => random.pick(['a', 'b', 'c', 'd', 'x', 'y'])

function entryOf(zone: Zoned, random: Random): string {
  const kind = zone === 'both4' ? 0 : zone === 'bothn' ? 2 : random.below(3)
  if (kind === 0) return `10.${random.below(2)}.${octet(random)}.${octet(random)}`
  if (kind === 1) return `2001:db8::${random.below(3)}:${random.below(3)}`
  return Array.from({ length: 1 + random.below(3) }, () => label(random)).join('.')
}

/** Names that entries have, those above and below these, and others. */
function askedName(zone: Zoned, random: Random): string {
  const entry = entryOf(zone, random)
  const labels = entry.includes(':')
    ? `20010db8${entry
        .slice(10)
        .split(':')
        .map((part) => part.padStart(4, '0'))
        .join('')
        .padStart(24, '0')}`
        .split('')
        .reverse()
    : /^[\d.]+$/.test(entry)
      ? entry.split('.').reverse()
      : entry.split('.')
  const cut = labels.slice(random.below(3) === 0 ? random.below(labels.length) : 0)
  return [...(random.below(4) === 0 ? ['q'] : []), ...cut].join('.')
}

async function transferred(t: Test, janus: Janus, zone: Zoned): Promise<TestServer> {
  const apex = nameFromText(`${zone}.univ.example.`)
  const client = new TcpClient(t, janus.port(), { address: '127.0.0.1', from: '127.0.0.1' })
  client.ask(requestMessage({ id: 7, apex, type: Type.AXFR, edns: true, stream: true, ends: false }))
  const records: MessageRecord[] = []
  while (records.length < 2 || records.at(-1)!.type !== Type.SOA) {
    const count = client.answers.length + 1
    await client.receive(count)
    records.length = 0
    for (const answer of client.answers) records.push(...readMessage(answer)!.answer)
  }
  client.socket.destroy()
  const builder = new ZoneBuilder(apex)
  for (const { name, type, ttl, rdata } of records.slice(0, -1)) {
    builder.owner(name, 0)
    builder.record(type, ttl, rdata, rdata.length, 0)
  }
  return new TestServer(soleView(new ZoneSet([{ apex, zone: builder.finish() }])))
}

/** A version goes out a second after the one before at the earliest: only a fault makes that so many milliseconds. */
const WAIT = 150_000

/** Questions that the copy answers otherwise, once it has the newest version. */
async function unlikeAt(t: Test, janus: Janus, zone: Zoned, questions: readonly string[]): Promise<string[]> {
  const way = { port: janus.port(), from: '127.0.0.1', transport: 'udp' } as const
  const ours: string[] = []
  for (const question of questions) ours.push(summary(readMessage(await exchange(t, queryFor(question), way))!))
  for (const end = Date.now() + WAIT; ; await wait(100)) {
    const copy = await transferred(t, janus, zone)
    const unlike = questions.flatMap((question, i) => {
      const theirs = summary(copy.ask(question))
      // A wildcard has one text for all that it stands for: the prefix, or the name above, stands in it.
      const isTextOfMany = question.endsWith('TXT') && ours[i]!.startsWith('"') && theirs.startsWith('"')
      return ours[i] === theirs || isTextOfMany ? [] : [`${question}: ${ours[i]}, as a zone ${theirs}`]
    })
    if (unlike.length === 0 || Date.now() > end) return unlike
  }
}

t.test('whatever comes and goes, the list and its transfer answer alike', async (t) => {
  const janus = await serve(t, folderOf(t, files))
  const { listen } = await janus.logged('HTTP is served')
  const url = `http://${(listen as string[])[0]}/api/janus/v1/lists`
  const random = new Random(1517, 1)
  const known = new Map<Zoned, Set<string>>(ZONES.map((zone) => [zone, new Set()]))
  for (let round = 0; round < ROUNDS; round++) {
    for (let i = 0; i < CHANGES; i++) {
      const zone = random.pick(ZONES)
      const own = known.get(zone)!
      const goes = own.size > 0 && random.below(3) === 0
      const entry = goes ? random.pick([...own]) : entryOf(zone, random)
      const { status } = await fetch(`${url}/${zone}.univ.example/${entry}${goes ? '' : `?for=${DAY}`}`, {
        method: goes ? 'DELETE' : 'PUT',
        headers: { authorization: 'Bearer secret' },
      })
      t.equal(status, 200, `${goes ? 'DELETE' : 'PUT'} ${entry}`)
      if (goes) own.delete(entry)
      else own.add(entry)
    }
    for (const zone of ZONES) {
      const questions = Array.from(
        { length: QUESTIONS },
        () => `${askedName(zone, random)}.${zone}.univ.example ${random.pick(['A', 'TXT', 'AAAA'])}`,
      )
      const unlike = await unlikeAt(t, janus, zone, questions)
      t.strictSame(unlike, [], `${zone}, round ${round}: ${[...known.get(zone)!].join(' ')}`)
    }
  }
})
