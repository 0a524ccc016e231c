// A file of a key that is lost while others of the zone are there: what it was to sign is signed by another one where caches take that,
// its DNSKEY stays, and the zone is changed and signed as before.

import { chmodSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { Type } from '../../src/dns/types.ts'
import { addZoneKeys, drawKeys, type KeyRecord, readZoneKeys } from '../../src/sign/keys/key-folder.ts'
import { ownSet } from '../../src/sign/own-sets.ts'
import type { RollOrder } from '../../src/signing/roll-orders.ts'
import { english } from '../../src/signing/says.ts'
import { APEX } from '../../src/zone/zone.ts'
import { zoneLines } from '../support/signed.ts'
import {
  fault,
  INSIDE,
  laterOn,
  SIGNED_CONFIG,
  setAhead,
  shown,
  signatures,
  startedSite,
} from '../support/signed-site.ts'
import type { Site } from '../support/site.ts'
import { until } from '../support/until.ts'

const ORIGIN = nameFromText('univ.example.')
const ALL = { role: undefined, algorithm: undefined }

t.afterEach(() => setAhead(undefined))

const folderOf = (site: Site) => join(site.folder, 'keys/zone/univ.example')
const recordOf = (site: Site): KeyRecord => JSON.parse(readFileSync(join(folderOf(site), 'keys.json'), 'utf8'))
const zoneOf = (site: Site) => site.server.signing!.zoneAt(ORIGIN)!
const stateOf = (site: Site, i: number, part: 'dnskey' | 'zrrsig') => recordOf(site).keys[i]?.records?.[part]

const isSeen = (site: Site) => () =>
  recordOf(site).keys.every(({ records }) =>
    (['dnskey', 'krrsig', 'zrrsig'] as const).every((part) => {
      const life = records?.[part]
      return life !== undefined && (!['rumoured', 'unretentive'].includes(life.state) || life.seen !== undefined)
    }),
  )

/** A roll of the last key that has come so far that the new one alone signs the zone. */
async function rolled(site: Site, order: RollOrder = ALL): Promise<{ readonly old: number; readonly fresh: number }> {
  const last = recordOf(site).keys.length - 1
  await until('a look', isSeen(site))
  await laterOn(site, 2, 'the first key', () => stateOf(site, last, 'zrrsig')?.state === 'omnipresent')
  site.server.signing!.orders.roll(zoneOf(site), order)
  await until('the new key', () => recordOf(site).keys.length === last + 2 && isSeen(site)())
  await laterOn(site, 4, 'its signatures', () => stateOf(site, last + 1, 'zrrsig')?.state === 'rumoured')
  const [old, fresh] = recordOf(site).keys.slice(last)
  await until('signatures by the new key', () => signers(site).join() === `${fresh!.tag}`)
  return { old: old!.tag, fresh: fresh!.tag }
}

/** Tags by which the SOA is signed inside. */
function signers(site: Site): number[] {
  return signatures(shown(site, 'internal')).flatMap((line) => {
    const [, tag] = line.match(/ IN RRSIG SOA .* (\d+) univ\.example\. /) ?? []
    return tag === undefined ? [] : [Number(tag)]
  })
}

function published(site: Site): number {
  const zone = shown(site, 'external')
  return ownSet(zone, zone.rrset(APEX, Type.DNSKEY), Type.DNSKEY).records.length
}

t.test(
  'the old key signs again where the new one is lost in the middle of a roll, and the roll goes on later',
  async (t) => {
    const site = await startedSite(t)
    const { old, fresh } = await rolled(site)
    const file = join(folderOf(site), `13-${fresh}.pem`)
    renameSync(file, `${file}.away`)
    site.write('in.zone', `${INSIDE}new A 10.0.0.9\n`)
    await site.restart()
    t.same(signers(site), [old])
    t.equal(published(site), 2, 'its DNSKEY stays: signatures by it are in caches')
    t.equal(fault(site), undefined)
    t.ok(zoneLines(shown(site, 'internal')).some((line) => line.startsWith('new.')))
    t.match(
      english.text(site.server.signing!.status[0]!.zone.trouble!),
      new RegExp(`key 13 ${fresh} .* stay until they expire`),
    )
    await until('what is on record', () => stateOf(site, 1, 'zrrsig')?.state === 'unretentive')
    t.match(stateOf(site, 0, 'zrrsig'), { state: 'rumoured' })
    await until('a look', isSeen(site))
    // However long it takes, nothing takes the place of the old key. What the new one has signed of the keys holds for a week at the least.
    await laterOn(site, 140, 'a look', isSeen(site))
    await laterOn(site, 150, 'the old one', () => stateOf(site, 0, 'zrrsig')?.state === 'omnipresent')
    t.same(signers(site), [old])
    renameSync(`${file}.away`, file)
    await laterOn(site, 152, 'the new one', () => stateOf(site, 1, 'zrrsig')?.state === 'rumoured')
    await until('its signatures', () => signers(site).join() === `${fresh}`)
    t.equal(site.server.signing!.status[0]!.zone.trouble, undefined)
    t.equal(fault(site), undefined)
  },
)

t.test('a roll is taken back whose new key is lost', async (t) => {
  const site = await startedSite(t, SIGNED_CONFIG.replace('parents: []', 'parents: [], keys: split'))
  const { old, fresh } = await rolled(site, { role: 'zsk', algorithm: undefined })
  rmSync(join(folderOf(site), `13-${fresh}.pem`))
  await site.restart()
  t.same(signers(site), [old])
  t.match(english.text(site.server.signing!.status[0]!.zone.trouble!), /the other keys sign in its place.*--back/)
  t.equal(site.server.signing!.orders.takeBack(zoneOf(site)).kind, 'plan')
  await until('a look', isSeen(site))
  await laterOn(site, 8, 'its signatures to go', () => stateOf(site, 2, 'zrrsig')?.state === 'hidden')
  await until('a look', isSeen(site))
  await laterOn(site, 12, 'the key to go', () => recordOf(site).keys.length === 2)
  await until('two DNSKEY', () => published(site) === 2)
  t.same(signers(site), [old])
  t.equal(site.server.signing!.status[0]!.zone.trouble, undefined)
  t.equal(fault(site), undefined)
})

t.test('what a lost key has signed of the keys is kept to its end, and the rest is signed anew', async (t) => {
  const site = await startedSite(
    t,
    SIGNED_CONFIG.replace('parents: []', 'parents: [], keys: split, zsk-lifetime: never'),
  )
  const [ksk] = recordOf(site).keys
  rmSync(join(folderOf(site), `13-${ksk!.tag}.pem`))
  const ofKeys = () => signatures(shown(site, 'internal')).filter((line) => line.includes(' RRSIG DNSKEY '))
  const before = ofKeys()
  site.write('in.zone', `${INSIDE}new A 10.0.0.9\n`)
  await site.restart()
  t.ok(zoneLines(shown(site, 'internal')).some((line) => line.startsWith('new.')))
  const { serial } = shown(site, 'internal')
  // Past the time when it would have been made anew: the serial does not rise for nothing.
  await laterOn(site, 6.9 * 24, 'others made anew', () => shown(site, 'internal').serial !== serial)
  t.same(ofKeys(), before)
  t.equal(fault(site), undefined)
  await laterOn(site, 15 * 24, 'the trouble', () => site.server.signing!.status[0]!.face.trouble !== undefined)
  t.match(english.text(site.server.signing!.status[0]!.face.trouble!), /is lost, and there is no earlier signature/)
})

t.test('what nobody else can sign stays as it was signed', async (t) => {
  const site = await startedSite(t)
  const before = zoneLines(shown(site, 'internal'))
  const folder = folderOf(site)
  const { tag } = recordOf(site).keys[0]!
  site.write('in.zone', `${INSIDE}new A 10.0.0.9\n`)
  chmodSync(join(folder, `13-${tag}.pem`), 0o644)
  await site.restart()
  t.same(zoneLines(shown(site, 'internal')), before)
  t.equal(zoneOf(site).keys.kind, 'faulty')
})

t.test('files of keys are used as far as they are what their record says', async (t) => {
  const folder = join(t.testdir({}), 'keys/zone/univ.example')
  const [ksk, one, two] = drawKeys(['ksk', 'zsk', 'zsk'], 13, [])
  const [other] = drawKeys(['ksk'], 15, [])
  const life = { state: 'omnipresent', since: 0 } as const
  const hidden = { state: 'hidden', since: 0 } as const
  const served = { dnskey: life, krrsig: life, zrrsig: life, ds: life }
  const records = {
    ksk: { ...served, zrrsig: hidden },
    zsk: { ...served, krrsig: hidden, ds: hidden },
    unused: { dnskey: hidden, krrsig: hidden, zrrsig: hidden, ds: hidden },
  }
  const fileOf = ({ algorithm, tag }: { readonly algorithm: number; readonly tag: number }) =>
    join(folder, `${algorithm}-${tag}.pem`)
  const both = { ksk: records.ksk, zsk: records.zsk, csk: served }
  const written = addZoneKeys(folder, undefined, [ksk!, one!, two!], {
    now: new Date(),
    statesOf: ({ role }) => ({ records: both[role] }),
  })
  const cases: readonly (readonly [what: string, spoil: () => void, lost: readonly number[] | 'faulty'])[] = [
    ['all are there', () => {}, []],
    ['one of two that sign the zone is gone', () => rmSync(fileOf(one!)), [one!.tag]],
    ['a folder lies in its place', () => mkdirSync(fileOf(one!)), [one!.tag]],
    [
      'it is empty',
      () => {
        rmSync(fileOf(one!), { recursive: true })
        writeFileSync(fileOf(one!), '', { mode: 0o600 })
      },
      [one!.tag],
    ],
    [
      'its public half is of another key',
      () => {
        const keys = written.keys.map((key) => ({
          ...key,
          ...(key.tag === one!.tag && { dnskey: written.keys[0]!.dnskey }),
        }))
        writeFileSync(join(folder, 'keys.json'), JSON.stringify({ ...written, keys }))
      },
      'faulty',
    ],
    [
      'its public half is not on record',
      () => {
        const keys = written.keys.map(({ dnskey: _, ...key }) => key)
        writeFileSync(join(folder, 'keys.json'), JSON.stringify({ ...written, keys }))
      },
      'faulty',
    ],
    [
      'both are gone',
      () => {
        writeFileSync(join(folder, 'keys.json'), JSON.stringify(written))
        rmSync(fileOf(two!))
      },
      'faulty',
    ],
    [
      'it is another key, which has its tag',
      () => {
        // As if the file had been replaced: what is on record has the sum of its octets, and not their order.
        const { tag, algorithm, dnskey } = one!
        for (const each of [one!, two!])
          writeFileSync(fileOf(each), each.key!.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
        const other = Buffer.concat([
          dnskey.subarray(0, 4),
          dnskey.subarray(6, 8),
          dnskey.subarray(4, 6),
          dnskey.subarray(8),
        ])
        const keys = written.keys.map((key) => ({
          ...key,
          ...(key.tag === tag && key.algorithm === algorithm && { dnskey: other.toString('base64') }),
        }))
        writeFileSync(join(folder, 'keys.json'), JSON.stringify({ ...written, keys }))
      },
      [one!.tag],
    ],
  ]
  for (const [what, spoil, lost] of cases) {
    spoil()
    const read = readZoneKeys(folder)
    t.same(read.kind === 'good' ? read.lost.map(({ tag }) => tag) : read.kind, lost, what)
    if (read.kind !== 'good' || lost === 'faulty' || lost.length === 0) continue
    t.match(
      read.keys.find(({ tag }) => tag === one!.tag),
      { key: undefined, use: { isPublished: true, signsData: false } },
      what,
    )
  }
  // One that comes beside those that sign is not used before its turn.
  rmSync(folder, { recursive: true })
  const first = addZoneKeys(folder, undefined, [ksk!, one!], {
    now: new Date(),
    statesOf: ({ role }) => ({ records: both[role] }),
  })
  addZoneKeys(folder, first, [other!], { now: new Date() })
  const read = readZoneKeys(folder)
  t.match(read, {
    keys: [{ use: { isNamed: true } }, { use: { signsData: true } }, { use: { isPublished: false, signsKeys: false } }],
  })
})

t.test('a disk that takes no record leaves no file of a key behind', async (t) => {
  const folder = join(t.testdir({}), 'keys/zone/univ.example')
  const [first, second] = drawKeys(['csk', 'csk'], 13, [])
  const record = addZoneKeys(folder, undefined, [first!], { now: new Date() })
  const before = readdirSync(folder).sort()
  mkdirSync(join(folder, 'keys.json.next'))
  t.throws(() => addZoneKeys(folder, record, [second!], { now: new Date() }))
  rmSync(join(folder, 'keys.json.next'), { recursive: true })
  t.same(readdirSync(folder).sort(), before)
  t.match(readZoneKeys(folder), { keys: [{ tag: first!.tag }], lost: [] })
})
