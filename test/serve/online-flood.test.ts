// Many who ask at once for what has to be signed: a rate limit meets them before anybody signs, so many wait and no more, and whoever asks
// for anything else waits for none of them.

import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { addressFromText } from '../../src/dns/address.ts'
import { rcodeName } from '../../src/dns/rcodes.ts'
import { Type } from '../../src/dns/types.ts'
import { MAX_HANDED } from '../../src/net/datagram-desk.ts'
import { HANDED, peerAt } from '../../src/net/peer.ts'
import { type RateLimits, rateTable } from '../../src/serve/policy/rate-limit.ts'
import { Responder } from '../../src/serve/responder.ts'
import { readZoneKeys } from '../../src/sign/keys/key-folder.ts'
import { Bit } from '../../src/wire/header.ts'
import { readMessage } from '../../src/wire/message.ts'
import { ZoneSet } from '../../src/zone/zone-set.ts'
import { defaultOptions, queryFor } from '../support/ask.ts'
import { deadly } from '../support/deadly.ts'
import { exchange } from '../support/exchange.ts'
import { unproven } from '../support/proofs.ts'
import { SIGNED_CONFIG, startedSite } from '../support/signed-site.ts'
import type { Site } from '../support/site.ts'

const config = (form: string) => `${SIGNED_CONFIG.replace('parents: []', `parents: [], denial: ${form}`)}workers: 1\n`

const question = (name: string, dnssec = true) => queryFor(`${name}.univ.example. A`, { edns: 1232, dnssec })

const LIMITS: RateLimits = {
  perSecond: [5, 10, 10, 5, 5, 0],
  window: 5,
  slip: 2,
  ipv4PrefixLength: 24,
  ipv6PrefixLength: 56,
  logOnly: false,
}

/** What becomes of questions in one thread: handed to who signs, answered, cut down, or dropped. */
type Became = Record<'handed' | 'answered' | 'slipped' | 'dropped', number>

function becomes(responder: Responder, names: readonly string[], from: string, how: { stream?: boolean } = {}): Became {
  const out = new Uint8Array(0xffff)
  const peer = peerAt(addressFromText(from)!, how.stream ? 'tcp' : 'udp')
  const became: Became = { handed: 0, answered: 0, slipped: 0, dropped: 0 }
  for (const name of names) {
    const query = question(name)
    const length = responder.respond(query, 0, query.length, peer, out, 0)
    if (length === HANDED) became.handed++
    else if (length === 0) became.dropped++
    else became[(readMessage(out.slice(0, length))!.flags & Bit.TC) !== 0 ? 'slipped' : 'answered']++
  }
  return became
}

const many = (count: number, prefix: string) => Array.from({ length: count }, (_, i) => `${prefix}${i}`)
const none: Became = { handed: 0, answered: 0, slipped: 0, dropped: 0 }

for (const form of ['compact', 'minimal'] as const)
  t.test(`${form}: rate limits hold back before anybody signs, and count each question once`, async (t) => {
    const site = await startedSite(t, config(form))
    const settings = { ...defaultOptions, rateTable: rateTable(), otherPolicy: { rateLimits: LIMITS } }
    const { generation } = site.server.current
    const responder = new Responder(generation, settings)
    responder.tick({ wall: 0, steady: 1_000_000 })
    t.same(becomes(responder, many(40, 'x'), '10.0.0.1'), { ...none, handed: 10, slipped: 15, dropped: 15 }, 'one /24')
    t.same(becomes(responder, many(5, 'x'), '10.0.1.1'), { ...none, handed: 5 }, 'another client')
    t.same(becomes(responder, many(40, 'x'), '10.0.0.1', { stream: true }), { ...none, handed: 40 }, 'a stream is his')
    t.same(becomes(responder, ['www', 'www', 'www'], '10.0.0.1'), { ...none, answered: 3 }, 'what lies there')
    t.same(becomes(responder, Array(8).fill('x.wild'), '10.0.2.1'), { ...none, handed: 8 }, 'a denial of a type')
    responder.tick({ wall: 0, steady: 1_060_000 })
    t.same(becomes(responder, many(10, 'y'), '10.0.0.1'), { ...none, handed: 10 }, 'in another second')

    // The same table: who signs counts nothing a second time.
    const signer = { sign: () => [new Uint8Array(102)] }
    const signing = new Responder(generation, settings, undefined, undefined, signer)
    signing.tick({ wall: 0, steady: 1_060_000 })
    const out = new Uint8Array(0xffff)
    const peer = peerAt(Uint8Array.of(10, 0, 0, 1), 'udp')
    for (const name of many(10, 'y')) {
      const query = question(name)
      t.ok(signing.respondAtDesk(query, 0, query.length, peer, out, 0) > 0)
    }
  })

type Answer = ReturnType<typeof readMessage> & object

class Flood {
  readonly answers: Answer[] = []
  readonly #socket: Socket
  #wake: () => void = () => {}

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.on('message', (octets) => {
      this.answers.push(readMessage(octets)!)
      this.#wake()
    })
  }

  static async start(t: Test): Promise<Flood> {
    const socket = createSocket('udp4')
    socket.bind(0, '127.0.0.1')
    await once(socket, 'listening')
    t.teardown(() => socket.close())
    return new Flood(socket)
  }

  send(port: number, names: readonly string[]): void {
    for (const name of names) this.#socket.send(question(name), port, '127.0.0.1')
  }

  async received(count: number): Promise<readonly Answer[]> {
    while (this.answers.length < count)
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    return this.answers
  }
}

/** Whoever signs has died, and nobody comes in his place until a generation is published again. */
async function withoutSigner(site: Site): Promise<() => void> {
  const { online, current } = site.server
  const { generation } = current
  const unsigned = generation.views.map((view) => ({
    ...view,
    zones: new ZoneSet(view.zones.members.map((one) => ({ ...one, zone: one.zone, online: undefined }))),
  }))
  const about = { publicViews: Uint8Array.of(0, 1), options: defaultOptions }
  online.publish({ ...about, generation: deadly({ ...generation, views: unsigned }) }, undefined)
  const peer = peerAt(Uint8Array.of(10, 0, 0, 1), 'tcp')
  for await (const _ of online.answer(question('last'), peer));
  while (online.isRunning) await setTimeout(20)
  return () => online.publish({ ...about, generation }, undefined)
}

t.test('so many datagrams wait, others are told to come by TCP, and what lies there is answered', async (t) => {
  const site = await startedSite(t, config('compact'))
  const { port } = site.server.bound[0]!
  const comesBack = await withoutSigner(site)
  const before = site.server.online.counts
  const [flood, over] = [await Flood.start(t), 72]
  flood.send(port, many(MAX_HANDED + over, 'flood'))
  const told = await flood.received(over)
  t.ok(
    told.every(({ flags, authority }) => (flags & Bit.TC) !== 0 && authority.length === 0),
    'over the bound',
  )
  t.equal(site.server.online.counts.truncated - before.truncated, over)
  const ask = async (name: string, transport: 'udp' | 'tcp', dnssec = true) => {
    const answer = readMessage(await exchange(t, question(name, dnssec), { port, from: '127.0.0.1', transport }))!
    return `${rcodeName(answer.rcode)}${answer.flags & Bit.TC ? ' TC' : ''} ${answer.answer.length}`
  }
  for (let i = 0; i < 20; i++) {
    t.equal(await ask('www', 'udp'), 'NOERROR 2', 'what lies there')
    t.equal(await ask(`nobody${i}`, 'udp', false), 'NXDOMAIN 0', 'who wants no proof')
  }
  t.equal(await ask('more', 'udp'), 'NOERROR TC 0')
  t.equal(await ask('more', 'tcp'), 'SERVFAIL 0', 'a stream is told that nobody can')
  t.equal(site.server.online.counts.refused - before.refused, 1)
  t.equal(flood.answers.length, over, 'those who wait are told nothing')

  comesBack()
  const answers = (await flood.received(MAX_HANDED + over)).slice(over)
  const read = readZoneKeys(join(site.folder, 'keys/zone/univ.example'))
  const keys = read.kind === 'good' ? read.keys.map(({ dnskey }) => dnskey) : []
  t.same(answers.map((answer) => unproven(answer, keys)).filter(Boolean), [], 'all who waited are answered, with proof')
  t.ok(answers.every(({ authority }) => authority.some(({ type }) => type === Type.NSEC)))
  t.equal(await ask('more', 'udp'), 'NOERROR 0', 'and there is room again')
})
