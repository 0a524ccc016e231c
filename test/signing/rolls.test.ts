// Rolls of keys in a server: what it serves at each step, whom it asks, what it tells, and that nobody who is silent stops anything but
// the roll.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { Type } from '../../src/dns/types.ts'
import { dnssecRoll, dnssecSeen } from '../../src/operate/verbs/dnssec-roll.ts'
import { type KeyRecord, readZoneKeys } from '../../src/sign/keys/key-folder.ts'
import { ownSet } from '../../src/sign/own-sets.ts'
import { faultOf } from '../../src/sign/self-check.ts'
import { dsOf } from '../../src/sign/zone-key.ts'
import { readMessage } from '../../src/wire/message.ts'
import { APEX, NONE } from '../../src/zone/zone.ts'
import { englishIn, textsIn } from '../support/english-words.ts'
import { exchange } from '../support/exchange.ts'
import { FakeParent } from '../support/fake-parent.ts'
import { Mirror } from '../support/mirror.ts'
import { everybody, operatedOf, told } from '../support/operated.ts'
import { queryOf } from '../support/query.ts'
import { laterOn, SIGNED_CONFIG, setAhead, shown, signedSite, startedSite } from '../support/signed-site.ts'
import type { Site } from '../support/site.ts'
import { until as untilSo } from '../support/until.ts'

const ORIGIN = nameFromText('univ.example.')
const HOUR = 3600

t.afterEach(() => setAhead(undefined))

type Answer = { readonly state: string; readonly text: string }

async function ordered(site: Site, verb: string, options: Record<string, unknown>): Promise<Answer> {
  const answer = await told(operatedOf(site.server), everybody, { verb, options: { zone: 'univ.example', ...options } })
  const result = answer.result as Record<string, unknown> | undefined
  const row = verb === 'dnssec-roll' ? dnssecRoll : dnssecSeen
  return {
    state: String(result?.state ?? answer.code),
    text: row.told(result)?.text({ colour: false }) ?? String(answer.message),
  }
}

const recordOf = (site: Site): KeyRecord =>
  JSON.parse(readFileSync(join(site.folder, 'keys/zone/univ.example/keys.json'), 'utf8'))

/** `13 DNSKEY+KRRSIG+ZRRSIG+DS` of each key: what there is of it now. */
function uses(site: Site): string[] {
  return recordOf(site).keys.map(({ records }) =>
    Object.entries(records ?? {})
      .filter(([, { state }]) => state !== 'hidden')
      .map(([part, { state }]) => `${part} ${state}`)
      .join(', '),
  )
}

/** What a browser in Japanese is told of the zone's keys has no English sentence. */
async function inJapanese(t: Pick<Test, 'same' | 'match'>, site: Site, says: RegExp): Promise<void> {
  const operated = operatedOf(site.server, { language: 'ja' })
  const { result: lines } = await told(operated, everybody, { verb: 'dnssec', options: {} })
  const timetable = { verb: 'dnssec-timetable', options: { zone: 'univ.example' } }
  const { result: dates } = await told(operated, everybody, timetable)
  const texts = [...textsIn([lines, dates])]
  t.match(texts.join('\n'), says)
  t.same(
    texts.filter((text) => englishIn(text) !== undefined),
    [],
  )
}

/** What is said of the zone is so by then, at the latest. */
function until(site: Site, isSo: () => boolean): Promise<void> {
  return untilSo(() => `${isSo}: ${uses(site).join(' | ')}`, isSo)
}

/** Everybody was seen with all that is awaited of the zone's own records. */
const isSeen = (site: Site) => () =>
  recordOf(site).keys.every(({ records }) =>
    Object.entries(records ?? { none: { state: 'rumoured', seen: undefined } }).every(
      ([part, { state, seen }]) => part === 'ds' || state === 'omnipresent' || state === 'hidden' || seen !== undefined,
    ),
  )

/** So many hours later; whoever is to be asked is asked. */
function later(site: Site, hours: number, isSo: () => boolean): Promise<void> {
  return laterOn(site, hours, () => `${isSo}: ${uses(site).join(' | ')}`, isSo)
}

/** How many records of a type stand at the top. */
function count(site: Site, type: number, view = 'external'): number {
  const zone = shown(site, view)
  const set = zone.rrset(APEX, type)
  return set === NONE ? 0 : ownSet(zone, set, type).records.length
}

function fault(site: Site): string | undefined {
  const read = readZoneKeys(join(site.folder, 'keys/zone/univ.example'))
  if (read.kind !== 'good') return 'no keys'
  const now = Math.floor(Date.now() / 1000)
  return ['internal', 'external'].map((view) => faultOf(shown(site, view), read.keys, now, 1)).find((one) => one)
}

const IN_SERVICE = 'dnskey omnipresent, krrsig omnipresent, zrrsig omnipresent, ds omnipresent'
const status = async (site: Site) =>
  (await told(operatedOf(site.server), everybody, { verb: 'dnssec', options: {} })).result as readonly Record<
    string,
    unknown
  >[]

t.test('a key is named by a CDS once caches know it, and another takes its place when people say so', async (t) => {
  const site = await startedSite(t)
  await until(site, isSeen(site))
  t.equal(count(site, Type.CDS), 0)
  t.match(await ordered(site, 'dnssec-roll', {}), { state: 'refused', text: /caches may not have key/ })
  await later(site, 2, () => uses(site)[0] === IN_SERVICE)
  await until(site, () => count(site, Type.CDS, 'internal') === 1)
  t.equal(count(site, Type.CDNSKEY), 1)
  const [old] = recordOf(site).keys
  const before = readFileSync(join(site.folder, 'keys/zone/univ.example/keys.json'), 'utf8')

  const plan = await ordered(site, 'dnssec-roll', { plan: true })
  t.match(plan, { state: 'planned', text: /new CSK of algorithm 13 +DNSKEY is added/ })
  t.equal(readFileSync(join(site.folder, 'keys/zone/univ.example/keys.json'), 'utf8'), before, 'nothing is done')
  await inJapanese(t, site, /新しい CSK \(アルゴリズム 13\)\n.*DNSKEY を加えます/)
  const looked = await ordered(site, 'dnssec-timetable', {})
  t.equal(looked.text, plan.text, 'who may change nothing sees the same dates')
  const refusals: readonly (readonly [options: Record<string, unknown>, says: RegExp])[] = [
    [{ key: 'zsk' }, /has no such key: write --key csk/],
    [{ algorithm: 5 }, /Janus makes no keys of algorithm 5/],
    [{ algorithm: 14 }, /Janus makes no keys of algorithm 14/],
    [{ back: true }, /univ\.example\. has no roll under way/],
  ]
  for (const [options, says] of refusals)
    t.match(await ordered(site, 'dnssec-roll', options), { state: 'refused', text: says })
  t.match(await ordered(site, 'dnssec-roll', { zone: 'none.example' }), { state: 'no-zone' })
  t.match(await ordered(site, 'dnssec-roll', { zone: 'a..b' }), { state: 'bad-request' })

  t.match(await ordered(site, 'dnssec-roll', {}), { state: 'begun' })
  await until(site, () => count(site, Type.DNSKEY) === 2 && isSeen(site)())
  t.match(await ordered(site, 'dnssec-roll', {}), { state: 'refused', text: /has a roll under way/ })
  await inJapanese(t, site, /鍵を交換中で、鍵 \d+ がまだ残っています/)
  const [running] = await status(site)
  t.match(
    JSON.stringify(running!.steps),
    /\{"at":"\d{4}-[^"]+","key":"\d+","what":"DNSKEY is everywhere, in caches too"\}/,
  )
  await until(site, () => fault(site) === undefined)
  await later(
    site,
    4,
    () => uses(site)[1] === 'dnskey omnipresent, krrsig omnipresent, zrrsig rumoured, ds rumoured' && isSeen(site)(),
  )
  await until(site, () => fault(site) === undefined)
  await later(site, 6, () => uses(site)[1]?.includes('zrrsig omnipresent') === true)
  const fresh = recordOf(site).keys[1]!
  const [line] = await status(site)
  t.match(line!.duty, new RegExp(`a DS of ${fresh.tag} .* and none of ${old!.tag}`))
  t.match(line!.awaits, [
    new RegExp(`dnssec gone univ\\.example\\. ${old!.tag}`),
    new RegExp(`dnssec seen .* ${fresh.tag}`),
  ])
  await inJapanese(t, site, /親ゾーンに要る状態: \d+ の DS があり .*、\d+ の DS がない/)
  const outside = { ...everybody, views: new Set(['external']) }
  const { result } = await told(operatedOf(site.server), outside, { verb: 'dnssec', options: {} })
  t.match(
    result,
    [{ view: 'external', awaits: [/ to be (there|gone)$/, / to be (there|gone)$/] }],
    'no server is named',
  )
  t.match(await ordered(site, 'dnssec-seen', { tag: 1 }), { state: 'refused', text: /no such key/ })
  t.match(await ordered(site, 'dnssec-seen', { tag: old!.tag }), { state: 'refused', text: /does not wait for that/ })
  t.match(await ordered(site, 'dnssec-seen', { tag: fresh.tag }), { state: 'begun' })
  await site.restart()
  t.match(await ordered(site, 'dnssec-gone', { tag: old!.tag }), { state: 'begun' })
  await until(site, () => uses(site)[0]?.startsWith('dnskey unretentive') === true && isSeen(site)())
  await later(site, 10, () => uses(site).length === 1)
  t.same(uses(site), [IN_SERVICE])
  t.equal(recordOf(site).keys[0]!.tag, fresh.tag)
  await until(site, () => fault(site) === undefined)
})

t.test('a ZSK that has signed for as long as it may is exchanged by itself, and no other key is', async (t) => {
  const site = await startedSite(t, SIGNED_CONFIG.replace('parents: []', 'parents: [], keys: split'))
  await until(site, isSeen(site))
  const [ksk, zsk] = recordOf(site).keys
  await later(site, 2, () => recordOf(site).keys[1]!.records!.zrrsig.state === 'omnipresent')
  const DAYS = 24
  await later(site, 89 * DAYS, () => true)
  t.equal(recordOf(site).keys.length, 2)
  await later(site, 91 * DAYS, () => recordOf(site).keys.length === 3)
  t.match(
    recordOf(site).keys.map(({ tag, isWanted, role }) => ({ tag, isWanted, role })),
    [
      { tag: ksk!.tag, isWanted: true },
      { tag: zsk!.tag, isWanted: false },
      { role: 'zsk', isWanted: true },
    ],
  )
  const fresh = recordOf(site).keys[2]!.tag
  await until(site, isSeen(site))
  await later(site, 91 * DAYS + 3, () => recordOf(site).keys[2]!.records!.zrrsig.state === 'rumoured')
  await until(site, isSeen(site))
  await later(site, 91 * DAYS + 6, isSeen(site))
  await later(site, 91 * DAYS + 9, () => recordOf(site).keys.length === 2)
  await until(site, () => fault(site) === undefined)
  // The next one has its days from when it began to sign.
  await later(site, 180 * DAYS, () => true)
  t.equal(recordOf(site).keys[1]!.tag, fresh)
  site.write('janus.yaml', SIGNED_CONFIG.replace('parents: []', 'parents: [], keys: split, zsk-lifetime: never'))
  await later(site, 400 * DAYS, () => true)
  t.equal(recordOf(site).keys.length, 2, 'never')
})

t.test('a roll goes on by what servers and parents have, and waits for those that are silent', async (t) => {
  const [parent, mirror] = [await FakeParent.start(t), await Mirror.start(t)]
  const config = SIGNED_CONFIG.replace('parents: []', `parents: ["127.0.0.1:${parent.port}"]`)
  const site = signedSite(
    t,
    `${config}secondaries: {ns2: {address: ["127.0.0.1:${mirror.port}"], views: [external], key: none, notify: false}}\n`,
  )
  mirror.mode = 'silent'
  await site.start()
  mirror.of = site.server.bound[0]!.port
  const keysOf = () => {
    const read = readZoneKeys(join(site.folder, 'keys/zone/univ.example'))
    return read.kind === 'good' ? read.keys : []
  }
  await until(site, () => keysOf().length > 0 && uses(site)[0] !== '')
  await later(site, 3, () => true)
  await setTimeout(100)
  t.match(uses(site), [/^dnskey rumoured/])
  mirror.mode = 'follows'
  await later(site, 4, () => recordOf(site).keys[0]!.records!.dnskey.seen !== undefined)
  parent.says = { ds: [dsOf(ORIGIN, keysOf()[0]!)], ttl: HOUR }
  await later(site, 6, () => uses(site)[0]?.includes('ds ') === true)
  await later(site, 7, () => recordOf(site).keys[0]!.records!.ds.seen !== undefined)
  await later(site, 40, () => uses(site)[0] === IN_SERVICE)

  mirror.mode = 'stays'
  t.match(await ordered(site, 'dnssec-roll', { algorithm: 15 }), { state: 'begun' })
  await until(site, () => uses(site)[1] === 'zrrsig rumoured')
  t.equal(count(site, Type.DNSKEY), 1, 'signatures come before the key: RFC 6781 §4.1.4')
  await until(site, () => fault(site) === undefined)
  await later(site, 50, () => true)
  t.match(uses(site)[1], /^zrrsig rumoured/)
  mirror.mode = 'follows'
  await later(site, 51, () => recordOf(site).keys[1]!.records!.zrrsig.seen !== undefined)
  await later(site, 60, () => uses(site)[1]?.startsWith('dnskey rumoured') === true)
  // It is taken back: what has come goes, and the old key was never away.
  t.match(await ordered(site, 'dnssec-roll', { back: true }), { state: 'begun' })
  await until(site, () => count(site, Type.DNSKEY) === 1)
  await until(site, () => fault(site) === undefined)
  await later(site, 61, () => recordOf(site).keys[1]!.records!.dnskey.seen !== undefined)
  await later(site, 70, () => uses(site)[1]?.startsWith('zrrsig unretentive') === true)
  await later(site, 71, () => recordOf(site).keys[1]!.records!.zrrsig.seen !== undefined)
  await later(site, 80, () => uses(site).length === 1)
  t.same(uses(site), [IN_SERVICE])
})

t.test('what is made when somebody asks is signed by the keys that sign the zone then', async (t) => {
  const site = await startedSite(t, SIGNED_CONFIG.replace('parents: []', 'parents: [], denial: compact'))
  const { port } = site.server.bound[0]!
  const query = queryOf(['nobody', 'univ', 'example'], Type.A, { edns: 4096, dnssec: true })
  /** By the owner, of the SOA and of the NSEC: algorithm and tag of each signature. */
  const signers = async () => {
    const { authority } = readMessage(await exchange(t, query, { port, from: '127.0.0.1', transport: 'udp' }))!
    const by = (type: number) =>
      authority
        .filter((record) => record.type === Type.RRSIG && record.rdata[1] === type)
        .map(({ rdata }) => `${rdata[2]} ${rdata[16]! * 256 + rdata[17]!}`)
    return { soa: by(Type.SOA), nsec: by(Type.NSEC) }
  }
  const agree = async (many: number) => {
    let found = await signers()
    await untilSo(
      () => `${many} signatures: ${JSON.stringify(found)}`,
      async () => {
        found = await signers()
        return found.soa.length === many && found.nsec.length === many
      },
    )
    t.same(found.nsec.sort(), found.soa.sort())
  }
  await agree(1)
  await until(site, isSeen(site))
  await later(site, 2, () => uses(site)[0] === IN_SERVICE)
  t.match(await ordered(site, 'dnssec-roll', { algorithm: 15 }), { state: 'begun' })
  await agree(2)
})
