// What rolls meet that nobody had in mind: a disk that takes nothing, keys that come beside the server, TTLs that were longer a minute
// ago, and parents that nobody proves.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { addZoneKeys, drawKeys, type KeyRecord } from '../../src/sign/keys/key-folder.ts'
import { keptKeys } from '../../src/sign/roll/kept-keys.ts'
import { newRollKey, type RecordState } from '../../src/sign/roll/record-states.ts'
import { parentsHere } from '../../src/signing/parents-here.ts'
import { retentionOf } from '../../src/signing/retention.ts'
import { english } from '../../src/signing/says.ts'
import { SerialRecord } from '../../src/store/serial-record.ts'
import { FakeParent } from '../support/fake-parent.ts'
import { fault, SIGNED_CONFIG, setAhead, signedSite, startedSite } from '../support/signed-site.ts'
import type { Site } from '../support/site.ts'
import { until } from '../support/until.ts'

const ORIGIN = nameFromText('univ.example.')
const HOUR = 3600

t.afterEach(() => setAhead(undefined))

const fileOf = (site: Site) => join(site.folder, 'keys/zone/univ.example/keys.json')
const recordOf = (site: Site): KeyRecord => JSON.parse(readFileSync(fileOf(site), 'utf8'))

const isEverywhere = (site: Site) => () =>
  recordOf(site).keys.every(({ records }) => records?.dnskey.state === 'omnipresent')
const isSeen = (site: Site) => () => recordOf(site).keys.every(({ records }) => records?.dnskey.seen !== undefined)

t.test('while the disk takes nothing, nobody is asked again and again', async (t) => {
  const parent = await FakeParent.start(t)
  const site = signedSite(t, SIGNED_CONFIG.replace('parents: []', `parents: ["127.0.0.1:${parent.port}"]`))
  await site.start()
  await until('keys', () => parent.asked > 0 && site.server.signing!.zoneAt(ORIGIN)?.keys.kind === 'good')
  await until('a look', isSeen(site))
  const inTheWay = `${fileOf(site)}.next`
  mkdirSync(inTheWay)
  const before = parent.asked
  await site.reload()
  await until('one look more', () => parent.asked > before)
  for (let i = 0; i < 20; i++) await setTimeout(25)
  t.ok(parent.asked - before <= 3, `asked ${parent.asked - before} times`)
  rmSync(inTheWay, { recursive: true })
})

t.test('keys that come beside a server are kept by whatever is ordered next', async (t) => {
  const site = await startedSite(t)
  await until('a look', isSeen(site))
  setAhead(3 * HOUR)
  await site.reload()
  await until('caches', isEverywhere(site))
  const { signing } = site.server
  const record = recordOf(site)
  const [imported] = drawKeys(['csk'], 13, record.tags)
  addZoneKeys(join(fileOf(site), '..'), record, [imported!], { now: new Date(), isImported: true })
  const zone = signing!.zoneAt(ORIGIN)!
  t.equal(signing!.orders.plan(zone, { role: undefined, algorithm: undefined }).kind, 'not-everywhere')
  t.equal(signing!.orders.roll(zone, { role: undefined, algorithm: undefined }).kind, 'not-everywhere')
  t.same(
    recordOf(site).keys.map(({ tag }) => tag),
    [...record.keys.map(({ tag }) => tag), imported!.tag],
  )
  // A copy that somebody is given beside it is not forgotten either.
  writeFileSync(fileOf(site), JSON.stringify({ ...record, exported: '2026-01-01T00:00:00.000Z' }), { mode: 0o600 })
  t.equal(signing!.orders.roll(signing!.zoneAt(ORIGIN)!, { role: undefined, algorithm: undefined }).kind, 'plan')
  t.equal(recordOf(site).exported, '2026-01-01T00:00:00.000Z')
  await until('the new key', () => recordOf(site).keys[1]?.records?.dnskey.seen !== undefined)
})

t.test('a roll waits for those who have what was served with a longer TTL', async (t) => {
  const config = SIGNED_CONFIG.replace('parents: []', 'parents: [], dnskey-ttl: 1d')
  const site = await startedSite(t, config)
  await until('a look', isSeen(site))
  setAhead(30 * HOUR)
  await site.reload()
  await until('caches', isEverywhere(site))
  site.write('janus.yaml', config.replace('1d', '1m'))
  // Signed with the other TTL first, and seen to be by the next.
  await site.reload()
  await site.reload()
  const retention = () => site.server.signing!.status[0]!.zone.keys.kind === 'good' && recordOf(site).served
  await until('what is served now', () => JSON.stringify(retention()).includes('until'))
  t.match(recordOf(site).served, [{ dnskey: 120 }, { dnskey: 86_460 }])
  await site.restart()
  const { signing } = site.server
  const plan = signing!.orders.plan(signing!.zoneAt(ORIGIN)!, { role: undefined, algorithm: undefined })
  if (plan.kind !== 'plan') return t.fail(plan.kind)
  const [first] = plan.lines
  const known = plan.lines.find(({ tag, part, state }) => tag < 0 && part === 'dnskey' && state === 'omnipresent')
  t.ok(known!.at - first!.at >= 86_400, `${known!.at - first!.at} s`)
})

t.test('what was served lately is forgotten when caches have forgotten it', (t) => {
  const life = { state: 'omnipresent' as RecordState, since: 0 }
  const key = newRollKey({ tag: 1, algorithm: 13, role: 'csk' }, 0)
  let record: KeyRecord = {
    version: 2,
    tags: [1],
    keys: [
      {
        ...{ ...key, file: '', made: '' },
        records: { dnskey: life, krrsig: life, zrrsig: life, ds: life },
      },
    ],
  }
  const steps: readonly (readonly [now: number, ttl: number, longest: number])[] = [
    [0, 86_400, 86_400],
    [10, 1, 86_400],
    // Longer again, and shorter: counted from when it was served last.
    [80_000, 43_200, 86_400],
    [85_000, 1, 86_400],
    [86_411, 1, 43_200],
    [128_199, 1, 43_200],
    [128_200, 1, 1],
    // The clock was ahead when these were told.
    [128_300, 600, 600],
    [128_301, 1, 600],
    [5, 1, 600],
    [604, 1, 600],
    [605, 1, 1],
  ]
  for (const [now, ttl, longest] of steps) {
    const served = { dnskey: ttl, data: 1 }
    record = keptKeys(record, { latest: { ...served, ds: 0 }, served, now })
    const { dnskey } = retentionOf({ dnskeyTtl: 0, parents: [] }, [], [], record)
    t.equal(dnskey, Math.max(longest, 60), `at ${now}`)
  }
  t.end()
})

t.test('what is gone already is not taken back: the rest of the roll is', async (t) => {
  const site = await startedSite(t)
  await until('a look', isSeen(site))
  const { signing } = site.server
  const folder = join(fileOf(site), '..')
  const zone = () => signing!.zoneAt(ORIGIN)!
  const all = { role: undefined, algorithm: undefined }
  const served = { state: 'omnipresent', since: 0 } as const
  const records = { dnskey: served, krrsig: served, zrrsig: served, ds: served }
  const first = recordOf(site)
  const [ksk, zsk] = drawKeys(['ksk', 'zsk'], 13, first.tags)
  const both = addZoneKeys(folder, first, [ksk!, zsk!], { now: new Date() })
  const written = (keys: KeyRecord['keys']) =>
    writeFileSync(fileOf(site), JSON.stringify({ ...both, keys }), { mode: 0o600 })
  const [csk, ...two] = both.keys.map((key) => ({ ...key, records }))

  // One for two: it takes the place of both.
  written(two)
  t.equal(signing!.orders.roll(zone(), all).kind, 'plan')
  t.same(recordOf(site).keys.at(-1)!.replaces, [ksk!.tag, zsk!.tag])
  // One of them is gone.
  written([
    { ...two[0]!, isWanted: false },
    { ...csk!, replaces: [ksk!.tag, zsk!.tag] },
  ])
  t.equal(signing!.orders.takeBack(zone()).kind, 'too-late')
  // Each takes the place of its own; that of the one is gone.
  written([
    { ...csk!, role: 'csk', isWanted: false },
    { ...two[0]!, replaces: [csk!.tag] },
    { ...two[1]!, replaces: [1] },
  ])
  t.equal(signing!.orders.takeBack(zone()).kind, 'plan')
  t.same(
    recordOf(site).keys.map(({ tag, isWanted }) => [tag, isWanted]),
    [
      [csk!.tag, true],
      [ksk!.tag, false],
      [zsk!.tag, true],
    ],
  )
})

t.test('a disk that takes nothing when a zone is to be signed anew is told, and it is signed later', async (t) => {
  const site = await startedSite(t)
  await until('a look', isSeen(site))
  const { put } = SerialRecord.prototype
  t.teardown(() => {
    SerialRecord.prototype.put = put
  })
  SerialRecord.prototype.put = () => Promise.reject(new Error('ENOSPC: no space left on device'))
  const isTrouble = () => site.server.signing!.status.map(({ face }) => face.trouble && english.text(face.trouble))
  // Other keys: all of it is signed.
  const record = recordOf(site)
  const [other] = drawKeys(['csk'], 13, record.tags)
  addZoneKeys(join(fileOf(site), '..'), record, [other!], { now: new Date() })
  const { signing } = site.server
  signing!.orders.takeBack(signing!.zoneAt(ORIGIN)!)
  signing!.start()
  await until('the trouble', () =>
    isTrouble().some((one) => /cannot write the signed zone to disk: ENOSPC/.test(one ?? '')),
  )
  SerialRecord.prototype.put = put
  signing!.start()
  await until('no trouble', () => isTrouble().every((one) => one === undefined))
  await until('signatures of both keys', () => fault(site) === undefined)
})

/** ZSKs that have signed for a year, and cannot be exchanged. */
const stuck: readonly (readonly [what: string, algorithms: readonly number[], isDiskFull: boolean, says: RegExp])[] = [
  ['no keys of the algorithm are made here', [14], false, /Janus makes no keys of algorithm 14.*zsk-lifetime: never/],
  ['there are two algorithms', [13, 15], false, /keys of several algorithms.*janus dnssec roll/],
  ['the disk takes nothing', [13], true, /due for exchange/],
]

t.test('a ZSK that cannot be exchanged is told of once, and looked at now and then', async (t) => {
  for (const [what, algorithms, isDiskFull, says] of stuck) {
    const site = await startedSite(t, SIGNED_CONFIG.replace('parents: []', 'parents: [], keys: split'))
    await until('a look', isSeen(site))
    const folder = join(fileOf(site), '..')
    const served = { state: 'omnipresent', since: Math.floor(Date.now() / 1000) - 365 * 24 * HOUR } as const
    const first = recordOf(site)
    const made = algorithms.flatMap((algorithm) => drawKeys(['ksk', 'zsk'], algorithm, first.tags))
    const { keys } = addZoneKeys(folder, { ...first, keys: [] }, made, { now: new Date() })
    const records = { dnskey: served, krrsig: served, zrrsig: served, ds: served }
    writeFileSync(fileOf(site), JSON.stringify({ ...first, keys: keys.map((key) => ({ ...key, records })) }))
    if (isDiskFull) mkdirSync(`${fileOf(site)}.next`)
    const { orders } = site.server.signing!
    const rollDue = orders.rollDue.bind(orders)
    let looks = 0
    orders.rollDue = (zone) => {
      looks++
      return rollDue(zone)
    }
    await site.reload()
    await until(what, () => looks > 0)
    for (let i = 0; i < 20; i++) await setTimeout(25)
    t.ok(looks <= 5, `${what}: it was looked at ${looks} times`)
    const told = site.said.filter((line) => says.test(line))
    t.equal(told.length, 1, `${what}: ${site.said.join('')}`)
    await site.stop()
  }
})

t.test('a parent here that nothing proves holds no roll up, and one that is signed does', async (t) => {
  const config = SIGNED_CONFIG.replace('zones: {', 'zones: {example: {internal: par.zone}, ')
  const site = signedSite(t, config)
  site.write(
    'par.zone',
    '$TTL 300\n@ SOA ns.univ hostmaster 1 1d 2h 4w 60\n@ NS ns.univ\nuniv NS ns.univ\nns.univ A 127.0.0.1\n',
  )
  await site.start()
  const here = () =>
    parentsHere(site.server.current.generation.views, ORIGIN, (face) => site.server.signing!.shown.covers(face))
  t.same(here(), [])
  site.write('janus.yaml', config.replace('sign: {', 'sign: {example: {parents: []}, '))
  await site.reload()
  await until('the parent', () => here().length > 0)
  t.match(here(), [{ kind: 'none', server: { parameters: { view: 'internal' } } }])
})
