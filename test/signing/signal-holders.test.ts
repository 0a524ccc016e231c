// What becomes of a zone that says of the keys of another one, whose servers have their names in it: it is signed or not, is withdrawn, and
// is changed around these names.

import { join } from 'node:path'
import t, { type Test } from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { Type } from '../../src/dns/types.ts'
import { readZoneKeys } from '../../src/sign/keys/key-folder.ts'
import { faultOf } from '../../src/sign/self-check.ts'
import { recordsIn } from '../../src/signing/child-look.ts'
import type { Zone } from '../../src/zone/zone.ts'
import { announceKey } from '../support/announced-keys.ts'
import { exchange } from '../support/exchange.ts'
import { FakeParent } from '../support/fake-parent.ts'
import { folderOf } from '../support/janus.ts'
import { everybody, operatedOf, told } from '../support/operated.ts'
import { setAhead, stopClock } from '../support/signed-site.ts'
import { Site } from '../support/site.ts'
import { until } from '../support/until.ts'
import { updateMessage } from '../support/update-message.ts'

const UNIV = 'univ.example.'
const LONG = `${'a'.repeat(60)}.${'b'.repeat(60)}.test`
const LONG_SERVER = `${'c'.repeat(60)}.${'d'.repeat(60)}.${UNIV}`
const soa = '$TTL 300\n@ SOA ns1.univ.example. hostmaster 2026010101 1d 2h 4w 60\n'
const HOLDER = `${soa}@ NS ns1\nns1 A 127.0.0.1\nns2 A 127.0.0.1\n`
const lab = (...servers: string[]) => soa + servers.map((one) => `@ NS ${one}\n`).join('')

type Wanted = { readonly zones: readonly string[]; readonly sign: string; readonly more?: string }

async function started(t: Test, files: Record<string, string>, { zones, sign, more = '' }: Wanted) {
  const parent = await FakeParent.start(t)
  const lines = zones.map((zone, i) => `  ${zone}: z${i}.zone\n`).join('')
  const config = (signed: string) =>
    `listen: ["127.0.0.1:0"]\nviews: {external: [any]}\nzones:\n${lines}sign: ${signed.replace(/PARENT/g, `parents: ["127.0.0.1:${parent.port}"]`)}\n${more}`
  const folder = folderOf(t, { 'janus.yaml': config(sign), ...files })
  for (const zone of zones) if (zone.endsWith('test')) announceKey(folder, zone)
  const site = new Site(folder)
  t.teardown(() => site.stop())
  await site.start()
  const signs = async (signed: string) => {
    site.write('janus.yaml', config(signed))
    await site.reload()
  }
  return { site, signs }
}

function shown(site: Site, zone = UNIV): Zone {
  const { zones } = site.server.current.generation.views[0]!
  return zones.members.find(({ apex }) => Buffer.compare(apex, nameFromText(zone)) === 0)!.zone!
}

/** Servers under whose names keys of the zone are told. */
const said = (site: Site) =>
  ['ns1', 'ns2'].filter((server) => {
    const owner = nameFromText(`_dsboot.lab.test._signal.${server}.${UNIV}`)
    return [Type.CDS, Type.CDNSKEY].every((type) => recordsIn(shown(site), owner, type).length === 1)
  })

const areSaid = (site: Site) => until('they are said', () => said(site).join() === 'ns1,ns2')

function fault(site: Site, zone = UNIV): string | undefined {
  const read = readZoneKeys(join(site.folder, 'keys/zone', zone.slice(0, -1)))
  if (read.kind !== 'good') throw new Error(`no keys of ${zone}`)
  return faultOf(shown(site, zone), read.keys, Math.floor(Date.now() / 1000), 1)
}

type Place = { readonly server: string; readonly state: string; readonly reason?: string }

async function places(site: Site, language: 'en' | 'ja' = 'en'): Promise<string[]> {
  const operated = operatedOf(site.server, { language })
  const { result } = await told(operated, everybody, { verb: 'dnssec', options: {} })
  return (result as readonly { readonly signals?: readonly Place[] }[]).flatMap(({ signals = [] }) =>
    signals.map(({ server, state, reason = '' }) => `${server} ${state} ${reason}`),
  )
}

async function withdrawn(site: Site, zone: string): Promise<unknown> {
  const options = { zone, force: zone }
  return (await told(operatedOf(site.server), everybody, { verb: 'dnssec-withdraw', options })).result
}

t.test('servers under whose names nothing can be told, and what to do', async (t) => {
  const { site } = await started(
    t,
    {
      'z0.zone': HOLDER,
      'z1.zone': `${soa}@ NS ns1.univ.example.\nns A 127.0.0.1\n`,
      'z2.zone': `${lab('ns1.univ.example.', 'ns.plain.example.', 'ns.other.invalid.', 'ns.lab.test.')}ns A 127.0.0.1\n`,
      'z3.zone': lab(LONG_SERVER),
    },
    {
      zones: ['univ.example', 'plain.example', 'lab.test', LONG],
      sign: `{univ.example: {parents: []}, lab.test: {PARENT}, ${LONG}: {PARENT}}`,
    },
  )
  await until('it is said', () => said(site).join() === 'ns1')
  t.equal(fault(site), undefined)
  const command = (server: string) => new RegExp(`"janus dnssec ds lab\\.test\\. --signal ${server}"`)
  const english = await places(site)
  const of = (lines: readonly string[], state: string) => lines.filter((line) => line.includes(` ${state} `)).join('\n')
  t.match(of(english, 'unsigned'), /^ns\.plain\.example\. unsigned plain\.example\. is not signed here/)
  t.match(of(english, 'unsigned'), command('ns.plain.example.'))
  t.match(of(english, 'elsewhere'), /^ns\.other\.invalid\. elsewhere no zone of this view holds ns\.other\.invalid\./)
  t.match(of(english, 'elsewhere'), command('ns.other.invalid.'))
  t.match(of(english, 'inside'), /^ns\.lab\.test\. inside ns\.lab\.test\. lies in lab\.test\. itself/)
  t.match(of(english, 'long'), /joined would make a name of more than 255 octets$/)
  t.equal(english.length, 5)
  const japanese = await places(site, 'ja')
  t.match(of(japanese, 'unsigned'), /ここで署名されていません/)
  t.match(of(japanese, 'elsewhere'), /このビューにありません/)
  t.match(of(japanese, 'long'), /255 オクテットを超えます/)
})

t.test('either zone is withdrawn, and comes back', async (t) => {
  const { site, signs } = await started(
    t,
    { 'z0.zone': HOLDER, 'z1.zone': lab('ns1.univ.example.', 'ns2.univ.example.') },
    { zones: ['univ.example', 'lab.test'], sign: '{univ.example: {parents: []}, lab.test: {PARENT}}' },
  )
  await areSaid(site)
  await signs('{univ.example: {parents: []}}')
  t.same(said(site), [], 'a zone that is to be unsigned is told of no more')
  t.match(await withdrawn(site, 'lab.test'), { state: 'done' })
  t.same(said(site), [])
  t.equal(fault(site), undefined)
  await signs('{univ.example: {parents: []}, lab.test: {PARENT}}')
  await areSaid(site)
  t.equal(fault(site, 'lab.test.'), undefined)

  await signs('{lab.test: {PARENT}}')
  t.same(said(site), ['ns1', 'ns2'], 'it is signed on')
  const { serial } = shown(site)
  t.match(await withdrawn(site, 'univ.example'), { state: 'done' })
  t.same(said(site), [])
  t.ok(shown(site).serial > serial)
  await site.restart()
  t.same(said(site), [])
  t.match(await places(site), [/^ns1\.univ\.example\. unsigned /, /^ns2\.univ\.example\. unsigned /])
  const before = shown(site).serial
  await signs('{univ.example: {parents: []}, lab.test: {PARENT}}')
  await areSaid(site)
  t.ok(shown(site).serial > before)
  t.equal(fault(site), undefined)
})

for (const how of ['denial: nsec', 'denial: nsec3', 'denial: nsec3, zonemd: true'])
  t.test(`an UPDATE around the names: ${how}`, async (t) => {
    const { site } = await started(
      t,
      { 'z0.zone': HOLDER, 'z1.zone': lab('ns1.univ.example.', 'ns2.univ.example.') },
      {
        zones: ['univ.example', 'lab.test'],
        sign: `{univ.example: {parents: [], ${how}}, lab.test: {PARENT}}`,
        more: 'updates: [{from: [127.0.0.1/32], zones: [univ.example], types: [A, NS, TXT, CNAME, DNAME]}]\n',
      },
    )
    const { port } = site.server.bound[0]!
    await areSaid(site)
    stopClock()
    t.teardown(() => setAhead(undefined))
    const name = `_dsboot.lab.test._signal.ns2.${UNIV}`
    const steps: readonly (readonly [line: string, ...said: string[]])[] = [
      [`add ns2.${UNIV} 300 NS ns.example.net.`, 'ns1'],
      [`add x.ns2.${UNIV} 300 A 192.0.2.1`, 'ns1'],
      [`delete ns2.${UNIV} NS`, 'ns1', 'ns2'],
      [`add _signal.ns2.${UNIV} 300 DNAME t.example.net.`, 'ns1'],
      [`delete _signal.ns2.${UNIV} DNAME`, 'ns1', 'ns2'],
      [`add ${name} 300 CNAME www.example.net.`, 'ns1'],
      [`delete ${name} CNAME`, 'ns1', 'ns2'],
      [`add ${name} 300 TXT "x"`, 'ns1', 'ns2'],
      [`add y.${name} 300 TXT "x"`, 'ns1', 'ns2'],
      [`delete ${name} TXT`, 'ns1', 'ns2'],
      [`delete y.${name} TXT`, 'ns1', 'ns2'],
      [`add test._signal.ns2.${UNIV} 300 NS ns.example.net.`, 'ns1'],
      [`delete test._signal.ns2.${UNIV} NS`, 'ns1', 'ns2'],
      [`add *.ns2.${UNIV} 300 TXT "x"`, 'ns1', 'ns2'],
    ]
    for (const [line, ...wanted] of steps) {
      const answer = await exchange(t, updateMessage(UNIV, [line]), { port, from: '127.0.0.1', transport: 'tcp' })
      t.equal(answer[3]! & 0xf, 0, line)
      t.same(said(site), wanted, line)
      t.equal(fault(site), undefined, line)
    }
    const { serial } = shown(site)
    await site.restart()
    t.same(said(site), ['ns1', 'ns2'])
    t.equal(shown(site).serial, serial)
  })
