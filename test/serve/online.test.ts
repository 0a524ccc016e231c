// A server whose faces prove absence when somebody asks: in a thread that has the keys, by every way in, and for nobody else.

import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { rcodeName } from '../../src/dns/rcodes.ts'
import { Type, typeCode } from '../../src/dns/types.ts'
import { peerAt } from '../../src/net/peer.ts'
import { MOST_ONLINE } from '../../src/serve/online.ts'
import type { Published } from '../../src/serve/published.ts'
import { Responder } from '../../src/serve/responder.ts'
import { readZoneKeys } from '../../src/sign/keys/key-folder.ts'
import type { Generation } from '../../src/views/view.ts'
import { Bit } from '../../src/wire/header.ts'
import { type Message, readMessage } from '../../src/wire/message.ts'
import { wrongWith } from '../fuzz/check-answer.ts'
import { mutated } from '../fuzz/mutate.ts'
import { Random } from '../fuzz/random.ts'
import { defaultOptions } from '../support/ask.ts'
import { deadly } from '../support/deadly.ts'
import { exchange } from '../support/exchange.ts'
import { labelsOf } from '../support/name.ts'
import { everybody, operatedOf, told as performed } from '../support/operated.ts'
import { linesOf, unproven } from '../support/proofs.ts'
import { queryOf } from '../support/query.ts'
import { zoneLines } from '../support/signed.ts'
import { INSIDE, SIGNED_CONFIG, setAhead, shown, signedSite, startedSite, stopClock } from '../support/signed-site.ts'
import type { Site } from '../support/site.ts'

const ORIGIN = 'univ.example.'
const config = (denial: string, more = '') =>
  `${SIGNED_CONFIG.replace('parents: []', `parents: [], denial: ${denial}${more}`)}`

function queryFor(question: string, compactOk = false): Uint8Array {
  const [name, type] = question.split(' ') as [string, string]
  const full = name === '@' ? ORIGIN : `${name}.${ORIGIN}`
  const query = queryOf(labelsOf(nameFromText(full)), typeCode(type)!, { edns: 4096, dnssec: true })
  if (compactOk) query[query.length - 4]! |= 0x40
  return query
}

type Test = Parameters<typeof exchange>[0]
type Transport = 'udp' | 'tcp'

async function ask(
  t: Test,
  site: Site,
  question: string,
  transport: Transport = 'udp',
  compactOk = false,
): Promise<Message> {
  const { port } = site.server.bound[0]!
  const answer = await exchange(t, queryFor(question, compactOk), { port, from: '127.0.0.1', transport })
  return readMessage(answer)!
}

function keysOf(site: Site): Uint8Array[] {
  const read = readZoneKeys(join(site.folder, 'keys/zone/univ.example'))
  if (read.kind !== 'good') throw new Error('there are no keys')
  return read.keys.map(({ dnskey }) => dnskey)
}

/** For what changes nothing of it. */
let compact: Promise<Site> | undefined
const compactSite = () => {
  compact ??= startedSite(t, config('compact'))
  return compact
}

const told = (message: Message) => [rcodeName(message.rcode), ...linesOf(message, ORIGIN)]

const rows: Readonly<Record<string, { readonly compact: readonly string[]; readonly minimal: readonly string[] }>> = {
  'nobody A': {
    compact: ['NOERROR', 'authority nobody NSEC \\000.nobody RRSIG NSEC NXNAME'],
    minimal: ['NXDOMAIN', 'authority nobodx~ NSEC nobody\\000 RRSIG NSEC', 'authority \\)~ NSEC *\\000 RRSIG NSEC'],
  },
  'www TXT': {
    compact: ['NOERROR', 'authority www NSEC \\000.www A RRSIG NSEC'],
    minimal: ['NOERROR', 'authority www NSEC \\000.www A RRSIG NSEC'],
  },
  'b.ent A': {
    compact: ['NOERROR', 'authority b.ent NSEC \\000.b.ent RRSIG NSEC'],
    minimal: ['NOERROR', 'authority a~.ent NSEC \\000.b.ent RRSIG NSEC'],
  },
  'x.wild TXT': {
    compact: ['NOERROR', 'answer x.wild TXT "x"'],
    minimal: ['NOERROR', 'answer x.wild TXT "x"', 'authority w~.wild NSEC x\\000.wild RRSIG NSEC'],
  },
  'x.wild A': {
    compact: ['NOERROR', 'authority x.wild NSEC \\000.x.wild TXT RRSIG NSEC'],
    minimal: [
      'NOERROR',
      ...['authority w~.wild NSEC x\\000.wild RRSIG NSEC', 'authority *.wild NSEC \\000.*.wild TXT RRSIG NSEC'],
    ],
  },
  'h.sub A': {
    compact: ['NOERROR', 'authority sub NS ns.sub', 'authority sub NSEC \\000.sub NS RRSIG NSEC'],
    minimal: ['NOERROR', 'authority sub NS ns.sub', 'authority sub NSEC \\000.sub NS RRSIG NSEC'],
  },
  'www NSEC': {
    compact: ['NOERROR', 'answer www NSEC \\000.www A RRSIG NSEC'],
    minimal: ['NOERROR', 'answer www NSEC \\000.www A RRSIG NSEC'],
  },
  'www A': { compact: ['NOERROR', 'answer www A 10.0.0.1'], minimal: ['NOERROR', 'answer www A 10.0.0.1'] },
}

for (const form of ['compact', 'minimal'] as const)
  t.test(`${form}: over UDP and TCP all is signed, and is about the name asked for`, async (t) => {
    const site = await (form === 'compact' ? compactSite() : startedSite(t, config(form)))
    const keys = keysOf(site)
    for (const [question, row] of Object.entries(rows))
      for (const transport of ['udp', 'tcp'] as const) {
        const message = await ask(t, site, question, transport)
        t.same(told(message), row[form], `${question} ${transport}`)
        t.equal(unproven(message, keys), undefined, `${question} ${transport}`)
      }
    t.ok(
      zoneLines(shown(site, 'internal')).some((line) => / NSEC mail| NSEC intra| NSEC ns/.test(line)),
      'who transfers the face gets its chain',
    )
    t.same(site.said, [])
  })

t.test('RFC 9824 §5.1: who knows compact denial by its records gets NXDOMAIN and word of it', async (t) => {
  const site = await compactSite()
  const flags = async (question: string, compactOk: boolean) => {
    const { port } = site.server.bound[0]!
    const answer = await exchange(t, queryFor(question, compactOk), { port, from: '127.0.0.1', transport: 'tcp' })
    const { rcode } = readMessage(answer)!
    const opt = answer.lastIndexOf(Type.OPT, answer.length - 8)
    return `${rcodeName(rcode)} ${answer[opt + 5]! & 0x40 ? 'CO' : ''}`
  }
  t.equal(await flags('nobody A', true), 'NXDOMAIN CO')
  t.equal(await flags('nobody A', false), 'NOERROR ')
  t.equal(await flags('www TXT', true), 'NOERROR CO')
  t.equal(await flags('b.ent A', true), 'NOERROR CO', 'an empty non-terminal exists')
  t.equal(await flags('nobody NSEC', true), 'NOERROR CO', 'the record that was asked for is there')
})

t.test(
  'one face proves by its chain, and the other when it is asked; RFC 9824 §3.5: nobody may ask for NXNAME',
  async (t) => {
    const site = await startedSite(t, config('{external: compact}'))
    t.same(told(await ask(t, site, 'nobody A'))[0], 'NXDOMAIN')
    const { views } = site.server.current.generation
    t.same(
      views.map(({ zones }) => zones.members[0]!.online),
      [undefined, 'compact'],
    )
    for (const transport of ['udp', 'tcp'] as const) {
      const query = queryOf(labelsOf(nameFromText(`www.${ORIGIN}`)), Type.NXNAME, { edns: 1232 })
      const { port } = site.server.bound[0]!
      const message = readMessage(await exchange(t, query, { port, from: '127.0.0.1', transport }))!
      t.equal(rcodeName(message.rcode), 'FORMERR')
      t.same(
        message.opt!.options.map(({ code, data }) => [code, data[0]! * 256 + data[1]!]),
        [[15, 30]],
      )
    }
  },
)

t.test('a signature is kept until its zone is another', async (t) => {
  const site = await startedSite(t, config('compact'))
  const signature = async () => {
    const { authority } = await ask(t, site, 'nobody A')
    return Buffer.from(authority.at(-1)!.rdata).toString('hex')
  }
  const first = await signature()
  t.equal(await signature(), first)
  site.write('in.zone', `${INSIDE}new A 10.0.0.9\n`)
  await site.reload()
  t.not(await signature(), first)
  t.equal(unproven(await ask(t, site, 'nobody A'), keysOf(site)), undefined)
  t.same(told(await ask(t, site, 'new TXT')), ['NOERROR', 'authority new NSEC \\000.new A RRSIG NSEC'])
})

t.test(
  'a reload brings it, takes it back, and changes its form, and the face is the same version all along',
  async (t) => {
    stopClock()
    t.teardown(() => setAhead(undefined))
    const site = await startedSite(t)
    const { serial } = shown(site, 'internal')
    const first = async () => told(await ask(t, site, 'nobody A'))[1]
    t.match(await first(), /NSEC /)
    t.notMatch(await first(), /\\000/)
    for (const [form, want] of [
      ['compact', 'authority nobody NSEC \\000.nobody RRSIG NSEC NXNAME'],
      ['minimal', 'authority nobodx~ NSEC nobody\\000 RRSIG NSEC'],
    ] as const) {
      site.write('janus.yaml', config(form))
      await site.reload()
      t.equal(await first(), want)
      t.equal(shown(site, 'internal').serial, serial)
    }
    site.write('janus.yaml', config('nsec'))
    await site.reload()
    t.notMatch(await first(), /\\000/)
  },
)

t.test('without keys the chain proves, as it was signed last', async (t) => {
  const site = await startedSite(t, config('compact'))
  const keys = keysOf(site)
  renameSync(join(site.folder, 'keys'), join(site.folder, 'away'))
  await site.restart()
  const message = await ask(t, site, 'nobody A')
  t.equal(rcodeName(message.rcode), 'NXDOMAIN')
  t.equal(unproven(message, keys), undefined)
})

t.test('over the bound', async (t) => {
  const site = await compactSite()
  const { generation } = site.server.current
  const responder = new Responder(generation, defaultOptions)
  const out = new Uint8Array(0xffff)
  const busy = (transport: Transport, question: string) => {
    const query = queryFor(question)
    const peer = peerAt(Uint8Array.of(10, 0, 0, 1), transport)
    const length = responder.respondBusy(query, 0, query.length, peer, out, 0)
    const message = readMessage(out.slice(0, length))!
    return `${rcodeName(message.rcode)}${message.flags & Bit.TC ? ' TC' : ''} ${message.answer.length + message.authority.length}`
  }
  t.equal(busy('udp', 'nobody A'), 'NOERROR TC 0', 'a datagram is told to come by TCP')
  t.equal(busy('tcp', 'nobody A'), 'SERVFAIL 0', 'a stream is told that nobody can')
  t.equal(busy('udp', 'www A'), 'NOERROR 2', 'whoever asks for what lies there waits for nobody')
  const { online } = site.server
  const peer = peerAt(Uint8Array.of(10, 0, 0, 1), 'tcp')
  const asked = Array.from({ length: MOST_ONLINE + 10 }, () => online.answer(queryFor('nobody A'), peer))
  const rcodes = (await Promise.all(asked.map((answers) => answers.next()))).map(({ value }) =>
    rcodeName(readMessage(value!)!.rcode),
  )
  t.equal(rcodes.filter((rcode) => rcode === 'SERVFAIL').length, 10)
  t.equal(online.counts.refused, 10)
  t.equal(online.counts.open, 0, 'whoever does not take what is made for him keeps no room')
  const { value: another } = await online.answer(queryFor('other A'), peer).next()
  t.equal(rcodeName(readMessage(another!)!.rcode), 'NOERROR')
  await Promise.all(asked.map((answers) => answers.return()))
  const { authority } = await ask(t, site, 'nobody A', 'tcp')
  t.equal(authority.length, 4, 'then there is room again')
})

t.test('a zone that is signed for the first time, and one with two keys', async (t) => {
  const site = signedSite(t, config('minimal', ', keys: split, algorithm: 15'))
  await site.start()
  const message = await ask(t, site, 'nobody A')
  t.equal(unproven(message, keysOf(site)), undefined)
  t.equal(message.authority.filter(({ type }) => type === Type.RRSIG).length, 3)
})

t.test('explain and dnssec tell what is made when somebody asks', async (t) => {
  const site = await compactSite()
  const asked = async (verb: string, options: Record<string, unknown>) =>
    (await performed(operatedOf(site.server), everybody, { verb, options })).result
  const of = (name: string, type: string) => ({ address: '10.0.0.1', name: `${name}.univ.example`, type, dnssec: true })
  t.match(await asked('explain', of('nobody', 'A')), {
    answer: {
      rcode: 'NOERROR',
      sections: {
        authority: [{ type: 'SOA' }, { type: 'RRSIG' }, { type: 'NSEC', how: /^made and signed when it is asked for/ }],
      },
    },
  })
  t.match(await asked('explain', of('x.wild', 'TXT')), {
    answer: {
      sections: { answer: [{ type: 'TXT', how: 'from the wildcard, and signed when it is asked for' }] },
    },
  })
  const inJapanese = await performed(operatedOf(site.server, { language: 'ja' }), everybody, {
    ...{ verb: 'explain', options: of('x.wild', 'TXT') },
  })
  t.match(inJapanese.result, {
    answer: {
      sections: { answer: [{ type: 'TXT', how: 'ワイルドカードによるもので、尋ねられたときに署名されます' }] },
    },
  })
  t.match(await asked('dnssec', {}), [
    { view: 'internal', denial: 'compact' },
    { view: 'external', denial: 'compact' },
  ])
})

t.test('a thread that dies is replaced, and what waits meanwhile is answered', async (t) => {
  const site = await startedSite(t, config('compact'))
  const { online } = site.server
  const published = (generation: Generation): Published => ({
    generation,
    publicViews: Uint8Array.of(0, 1),
    options: defaultOptions,
  })
  const { generation } = site.server.current
  online.publish(published(deadly(generation)), undefined)
  const { value: over } = await online.answer(queryFor('nobody A'), peerAt(Uint8Array.of(10, 0, 0, 1), 'tcp')).next()
  t.equal(rcodeName(readMessage(over!)!.rcode), 'SERVFAIL', 'who asked just before gets an answer too')
  while (online.isRunning) await setTimeout(20)
  const waiting = ask(t, site, 'nobody A')
  t.equal(rcodeName((await ask(t, site, 'nobody A', 'tcp')).rcode), 'SERVFAIL', 'a stream is told so')
  online.publish(published(generation), undefined)
  t.equal(unproven(await waiting, keysOf(site)), undefined)
  t.equal((await ask(t, site, 'nobody A', 'tcp')).authority.length, 4)
  t.match(site.said.join(), /the thread that signs answers on demand died/)
})

t.test('whatever octets come, there is an answer that can be read, or none', async (t) => {
  const site = await startedSite(t, config('{internal: minimal, external: compact}'))
  const { generation } = site.server.current
  const signer = { sign: () => [new Uint8Array(102)] }
  const responder = new Responder(generation, defaultOptions, undefined, undefined, signer)
  const seeds = Object.keys(rows).flatMap((question) => [queryFor(question), queryFor(question, true)])
  const out = new Uint8Array(0xffff)
  const ways = (['udp', 'tcp'] as const).flatMap((transport) =>
    [10, 192].map((first) => ({ transport, peer: peerAt(Uint8Array.of(first, 0, 0, 1), transport) })),
  )
  for (let i = 0; i < 10_000; i++) {
    const query = mutated(seeds, new Random(16, i))
    const { transport, peer } = ways[i % ways.length]!
    const length = responder.respondAtDesk(query, 0, query.length, peer, out, 0)
    const wrong = length === 0 ? undefined : wrongWith(query, out.slice(0, length), transport === 'tcp')
    if (wrong !== undefined) t.fail(`${wrong}: ${Buffer.from(query).toString('hex')}`)
  }
})
