// Zones of other servers among those that say of each other's keys: one whose servers lie in it comes from a primary, or it is itself the
// one that is told of.

import { join } from 'node:path'
import t, { type Test } from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { Type } from '../../src/dns/types.ts'
import { readZoneKeys } from '../../src/sign/keys/key-folder.ts'
import { faultOf } from '../../src/sign/self-check.ts'
import { dsOf } from '../../src/sign/zone-key.ts'
import { recordsIn } from '../../src/signing/child-look.ts'
import type { Zone } from '../../src/zone/zone.ts'
import { announceKey } from '../support/announced-keys.ts'
import { FakeParent } from '../support/fake-parent.ts'
import { folderOf } from '../support/janus.ts'
import { Site } from '../support/site.ts'
import { until } from '../support/until.ts'
import { ChangingPrimary } from '../transfer/changing-primary.ts'

const FETCHED = 'example.com.'
const OWN = 'lab.test.'
const SOA = '$TTL 300\n@ SOA ns1.example.com. hostmaster 2026010101 1d 2h 4w 60\n'

/** `own`: what the zone of ours has; `announced`: which of them waits for its DS. */
async function started(t: Test, { own, announced, records }: { own: string; announced: string; records: string[] }) {
  const parent = await FakeParent.start(t)
  const primary = await ChangingPrimary.start(t, { serial: 7, records })
  const signed = (zone: string) =>
    `${zone.slice(0, -1)}: {parents: [${zone === announced ? `"127.0.0.1:${parent.port}"` : ''}]}`
  const folder = folderOf(t, {
    'janus.yaml': `listen: ["127.0.0.1:0"]
udp: portable
views: {external: [any]}
primaries: {hidden: {address: ["127.0.0.1:${primary.port}"]}}
zones: {example.com: {external: {primary: hidden}}, lab.test: own.zone}
sign: {${signed(FETCHED)}, ${signed(OWN)}}
`,
    'own.zone': own,
  })
  announceKey(folder, announced.slice(0, -1))
  const site = new Site(folder)
  t.teardown(() => site.stop())
  await site.start()
  return { site, parent, primary }
}

function shown(site: Site, name: string): Zone | undefined {
  const { zones } = site.server.current.generation.views[0]!
  return zones.members.find(({ apex }) => Buffer.compare(apex, nameFromText(name)) === 0)!.zone
}

function keysOf(site: Site, name: string) {
  const read = readZoneKeys(join(site.folder, 'keys/zone', name.slice(0, -1)))
  if (read.kind !== 'good') throw new Error(`there are no keys of ${name}`)
  return read.keys
}

function isSaid(site: Site, holder: string, name: string): boolean {
  const zone = shown(site, holder)
  return (
    zone !== undefined &&
    [Type.CDS, Type.CDNSKEY].every((type) => recordsIn(zone, nameFromText(name), type).length === 1)
  )
}

function faults(site: Site): string[] {
  return [FETCHED, OWN].flatMap(
    (name) => faultOf(shown(site, name)!, keysOf(site, name), Math.floor(Date.now() / 1000), 1) ?? [],
  )
}

const fetched = { view: 'external', origin: nameFromText(FETCHED) }

t.test('the zone in which the servers lie comes from a primary', async (t) => {
  const { site, parent, primary } = await started(t, {
    ...{ own: `${SOA}@ NS ns1.example.com.\n`, announced: OWN },
    records: ['ns1 A 127.0.0.1'],
  })
  const SIGNAL = '_dsboot.lab.test._signal.ns1.example.com.'
  const says = () => isSaid(site, FETCHED, SIGNAL)
  await until('it is said in what has come', says)
  t.same(faults(site), [])
  const serials = [shown(site, FETCHED)!.serial]
  const brings = async (serial: number, records: readonly string[], isWhole: boolean) => {
    t.equal(await primary.bring(site.server, fetched, { serial, records }, isWhole), undefined)
    serials.push(shown(site, FETCHED)!.serial)
  }
  await brings(20, ['ns1 A 127.0.0.1', 'www A 192.0.2.8'], false)
  await until('and in what has changed', says)
  await brings(30, ['ns1 A 127.0.0.1', 'www A 192.0.2.9'], true)
  await until('and in what comes whole', says)
  t.same(faults(site), [])
  await brings(40, ['ns1 NS ns.example.net.'], true)
  await until('a delegation hides the name', () => !says())
  t.same(faults(site), [])
  await brings(50, ['ns1 A 127.0.0.1'], true)
  await until('it is there again', says)
  t.same(
    serials,
    [...serials].sort((a, b) => a - b),
  )

  await site.restart()
  t.ok(says(), 'a start has it at once, whatever the primary does')
  t.ok(shown(site, FETCHED)!.serial >= serials.at(-1)!)
  parent.says = { ds: keysOf(site, OWN).map((key) => dsOf(nameFromText(OWN), key)) }
  await site.reload()
  await until('the parent has the DS', () => !says())
  t.same(faults(site), [])
})

t.test('the zone that is told of comes from a primary, and gets other servers there', async (t) => {
  const { site, parent, primary } = await started(t, {
    ...{ own: `${SOA}@ NS ns1\nns1 A 127.0.0.1\nns2 A 127.0.0.1\n`, announced: FETCHED },
    records: ['@ NS ns1.lab.test.'],
  })
  const says = () =>
    ['ns1', 'ns2'].filter((ns) => isSaid(site, OWN, `_dsboot.example.com._signal.${ns}.lab.test.`)).join()
  await until('it is said as soon as it has come', () => says() === 'ns1')
  t.same(faults(site), [])
  for (const [serial, servers, isWhole] of [
    [20, 'ns1,ns2', false],
    [30, 'ns2', true],
  ] as const) {
    const records = servers.split(',').map((ns) => `@ NS ${ns}.lab.test.`)
    t.equal(await primary.bring(site.server, fetched, { serial, records }, isWhole), undefined)
    await until(`it is said under ${servers}`, () => says() === servers)
    t.same(faults(site), [])
  }
  await site.restart()
  await until('a restart says it on', () => says() === 'ns2')
  parent.says = { ds: keysOf(site, FETCHED).map((key) => dsOf(nameFromText(FETCHED), key)) }
  await site.reload()
  await until('the parent has the DS', () => says() === '')
  t.same(faults(site), [])
})
