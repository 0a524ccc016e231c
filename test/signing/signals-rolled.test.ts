// Keys of a zone that has no DS yet take the place of others: names of its servers confirm what the zone itself asks for at each step, and
// no key that is on its way out.

import { join } from 'node:path'
import t, { type Test } from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { Type } from '../../src/dns/types.ts'
import { signingAlgorithms } from '../../src/sign/algorithms.ts'
import { addZoneKeys, readZoneKeys, writeRecord } from '../../src/sign/keys/key-folder.ts'
import { faultOf } from '../../src/sign/self-check.ts'
import { dsOf, type KeyRole, type ZoneKey, zoneKeyOf } from '../../src/sign/zone-key.ts'
import { recordsIn } from '../../src/signing/child-look.ts'
import type { Zone } from '../../src/zone/zone.ts'
import { FakeParent } from '../support/fake-parent.ts'
import { folderOf } from '../support/janus.ts'
import { everybody, operatedOf, told } from '../support/operated.ts'
import { laterOn, setAhead } from '../support/signed-site.ts'
import { Site } from '../support/site.ts'
import { until } from '../support/until.ts'

const UNIV = 'univ.example.'
const LAB = 'lab.test.'
const SIGNAL = nameFromText(`_dsboot.lab.test._signal.ns1.${UNIV}`)

t.afterEach(() => setAhead(undefined))

/** Caches know them; the parent may have their DS from now on. */
function withKeys(folder: string, roles: readonly KeyRole[]): void {
  const keys = roles.map((role) => zoneKeyOf(role, 13, signingAlgorithms.get(13)!.make()))
  const made = addZoneKeys(folder, undefined, keys, { now: new Date('2026-01-01') })
  const since = Date.parse('2026-01-01') / 1000
  const there = { state: 'omnipresent' as const, since }
  const none = { state: 'hidden' as const, since }
  const records = {
    csk: { dnskey: there, krrsig: there, zrrsig: there, ds: { state: 'rumoured' as const, since } },
    ksk: { dnskey: there, krrsig: there, zrrsig: none, ds: { state: 'rumoured' as const, since } },
    zsk: { dnskey: there, krrsig: none, zrrsig: there, ds: none },
  }
  writeRecord(folder, { ...made, keys: made.keys.map((one, i) => ({ ...one, records: records[roles[i]!] })) })
}

function keysOf(site: Site, zone: string): readonly ZoneKey[] {
  const read = readZoneKeys(join(site.folder, 'keys/zone', zone.slice(0, -1)))
  if (read.kind !== 'good') throw new Error(`no keys of ${zone}`)
  return read.keys
}

function shown(site: Site, view: string, zone: string): Zone {
  const { zones } = site.server.current.generation.views.find(({ name }) => name === view)!
  return zones.members.find(({ apex }) => Buffer.compare(apex, nameFromText(zone)) === 0)!.zone!
}

const tagsAt = (zone: Zone, owner: Uint8Array) =>
  recordsIn(zone, owner, Type.CDS)
    .map((rdata) => (rdata[0]! << 8) | rdata[1]!)
    .join()

async function started(t: Test, roles: readonly KeyRole[]): Promise<{ site: Site; parent: FakeParent }> {
  const parent = await FakeParent.start(t)
  const soa = `$TTL 300\n@ SOA ns1.${UNIV} hostmaster 2026010101 1d 2h 4w 60\n@ NS ns1.${UNIV}\n`
  const folder = folderOf(t, {
    'janus.yaml': `
listen: [{address: "127.0.0.1:0", view: internal}]
views: {internal: [10.0.0.0/8], external: [any]}
zones:
  univ.example: {internal: univ.zone, external: univ.zone}
  lab.test: {internal: lab.zone, external: lab.zone}
sign:
  univ.example: {parents: []}
  lab.test: {parents: ["127.0.0.1:${parent.port}"]${roles.length > 1 ? ', keys: split, zsk-lifetime: never' : ''}}
`,
    'univ.zone': `${soa}ns1 A 127.0.0.1\n`,
    'lab.zone': `${soa}www A 192.0.2.7\n`,
  })
  withKeys(join(folder, 'keys/zone/lab.test'), roles)
  const site = new Site(folder)
  t.teardown(() => site.stop())
  await site.start()
  return { site, parent }
}

const cases: readonly (readonly [what: string, roles: readonly KeyRole[], options: Record<string, unknown>])[] = [
  ['a key that signs everything', ['csk'], {}],
  ['a key-signing key, and the other stays', ['ksk', 'zsk'], { key: 'ksk' }],
  ['both of two keys', ['ksk', 'zsk'], {}],
  ['all keys, by those of another algorithm', ['csk'], { algorithm: 15 }],
]
for (const [what, roles, options] of cases)
  t.test(what, async (t) => {
    const { site, parent } = await started(t, roles)
    const named = (zone: readonly ZoneKey[]) => zone.filter(({ use }) => use.isNamed)
    const seen: string[] = []
    const at = (view: string, zone: string, owner: Uint8Array) => tagsAt(shown(site, view, zone), owner)
    const faults = () => {
      const now = Math.floor(Date.now() / 1000)
      return ['internal', 'external'].flatMap((view) =>
        [UNIV, LAB].flatMap((zone) => faultOf(shown(site, view, zone), keysOf(site, zone), now, 1) ?? []),
      )
    }
    /** Of both zones and views: nothing is bogus, and what is said under the name is what the zone itself says. */
    const isGood = async (isSaid: boolean) => {
      await until(
        () => faults().join(),
        () => faults().length === 0,
      )
      const said = at('external', UNIV, SIGNAL)
      t.equal(said, isSaid ? at('external', LAB, nameFromText(LAB)) : '')
      t.equal(at('internal', UNIV, SIGNAL), '', 'never inside')
      if (said !== seen.at(-1)) seen.push(said)
    }
    const [old] = named(keysOf(site, LAB))
    await isGood(true)
    const { result } = await told(operatedOf(site.server), everybody, {
      verb: 'dnssec-roll',
      options: { zone: LAB.slice(0, -1), ...options },
    })
    t.match(result, { state: 'begun' }, JSON.stringify(result))
    const states = () =>
      keysOf(site, LAB)
        .map(({ tag, use }) => `${tag} ${JSON.stringify(use)}`)
        .join(' | ')
    let hours = 0
    const isNew = () => tagsAt(shown(site, 'external', LAB), nameFromText(LAB)) !== `${old!.tag}`
    for (let i = 0; i < 12 && !isNew(); i++) {
      hours += 3
      await laterOn(site, hours, states, () => true)
      await isGood(true)
    }
    t.ok(isNew(), 'another key is to be named')
    const [fresh] = named(keysOf(site, LAB))
    await until('names of servers follow', () => tagsAt(shown(site, 'external', UNIV), SIGNAL) === `${fresh!.tag}`)
    await site.restart()
    await isGood(true)
    parent.says = { ds: [dsOf(nameFromText(LAB), fresh!)], ttl: 3600 }
    await site.reload()
    await until('it is said no more', () => tagsAt(shown(site, 'external', UNIV), SIGNAL) === '')
    await isGood(false)
    for (let i = 0; i < 12 && keysOf(site, LAB).length > roles.length; i++) {
      hours += 20
      await laterOn(site, hours, states, () => true)
      await isGood(false)
    }
    t.equal(keysOf(site, LAB).length, roles.length, 'the roll is over')
    t.same(seen, [`${old!.tag}`, `${fresh!.tag}`, ''])
  })
