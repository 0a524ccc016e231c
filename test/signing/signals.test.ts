// A zone that is signed here and has no DS yet: a zone that holds the names of its servers, and is signed here too, says of its keys what
// it says itself (RFC 9615), to strangers alone, until the parent has the DS.

import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { Type } from '../../src/dns/types.ts'
import type { Actor } from '../../src/operate/actor.ts'
import { dnssec } from '../../src/operate/verbs/dnssec.ts'
import { signingAlgorithms } from '../../src/sign/algorithms.ts'
import { addZoneKeys, readZoneKeys, writeRecord } from '../../src/sign/keys/key-folder.ts'
import { faultOf } from '../../src/sign/self-check.ts'
import { dsOf, type ZoneKey, zoneKeyOf } from '../../src/sign/zone-key.ts'
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
const LAB = 'lab.test.'
const at = (server: string) => `_dsboot.${LAB.slice(0, -1)}._signal.${server}`

const newKey = () => zoneKeyOf('csk', 13, signingAlgorithms.get(13)!.make())

function keysOf(site: Site, zone: string): readonly ZoneKey[] {
  const read = readZoneKeys(join(site.folder, 'keys/zone', zone.slice(0, -1)))
  if (read.kind !== 'good') throw new Error(`no keys of ${zone}`)
  return read.keys
}

const HOLDER =
  '$TTL 300\n@ SOA ns1 hostmaster 2026010101 1d 2h 4w 60\n@ NS ns1\nns1 A 127.0.0.1\nns2 A 127.0.0.1\nns3 A 127.0.0.1\n'
const lab = (...servers: string[]) =>
  `$TTL 300\n@ SOA ns1.univ.example. hostmaster 2026010101 1d 2h 4w 60\n${servers.map((one) => `@ NS ${one}\n`).join('')}ns A 127.0.0.1\n`

const config = (parents: string, more = '') => `
listen: [{address: "127.0.0.1:0", view: internal}]
views: {internal: [10.0.0.0/8], external: [any]}
zones:
  univ.example: {internal: in.zone, external: out.zone}
  lab.test: {internal: lab-in.zone, external: lab-out.zone}
sign: {univ.example: {parents: []}, lab.test: {parents: [${parents}]}}
${more}`

type Place = { readonly site: Site; readonly parent: FakeParent; readonly config: (more?: string) => string }

/** Nobody else is asked: what servers are named has its addresses here. */
async function started(t: Test, files: Record<string, string> = {}, configOf = config): Promise<Place> {
  const parent = await FakeParent.start(t)
  const configured = (more?: string) => configOf(`"127.0.0.1:${parent.port}"`, more)
  const folder = folderOf(t, {
    'janus.yaml': configured(),
    'in.zone': `${HOLDER}inside A 10.0.0.1\n`,
    'out.zone': HOLDER,
    'lab-in.zone': lab('ns1.univ.example.', 'inside.univ.example.'),
    'lab-out.zone': lab('ns1.univ.example.', 'ns2.univ.example.'),
    ...files,
  })
  announceKey(folder, 'lab.test')
  const site = new Site(folder)
  t.teardown(() => site.stop())
  await site.start()
  return { site, parent, config: configured }
}

function shown(site: Site, view: string, zone = UNIV): Zone {
  const { zones } = site.server.current.generation.views.find(({ name }) => name === view)!
  return zones.members.find(({ apex }) => Buffer.compare(apex, nameFromText(zone)) === 0)!.zone!
}

/** What each server is said to confirm: tags of CDS, or that of CDNSKEY is missing. */
function said(site: Site, view: string): string[] {
  const zone = shown(site, view)
  const lines: string[] = []
  for (let node = 0; node < zone.nodes; node++) {
    const owner = zone.name(node)
    const [cds, cdnskey] = [Type.CDS, Type.CDNSKEY].map((type) => recordsIn(zone, owner, type))
    if (node === 0 || cds!.length === 0) continue
    const labels = Buffer.from(owner).toString('latin1')
    const server = /_signal(.ns\d|.)/.exec(labels)?.[1]?.slice(1) ?? labels
    lines.push(`${server} ${cds!.map((rdata) => (rdata[0]! << 8) | rdata[1]!).join('+')} ${cdnskey!.length}`)
  }
  return lines.sort()
}

const wanted = (site: Site, ...servers: string[]) => {
  const keys = keysOf(site, LAB).filter(({ use }) => use.isNamed)
  return servers.map((server) => `${server} ${keys.map(({ tag }) => tag).join('+')} ${keys.length}`)
}

function fault(site: Site): string | undefined {
  const now = Math.floor(Date.now() / 1000)
  return ['internal', 'external']
    .map((view) => faultOf(shown(site, view), keysOf(site, UNIV), now, 1))
    .find((one) => one !== undefined)
}

const dsIn = (site: Site) =>
  keysOf(site, LAB)
    .filter(({ use }) => use.isNamed)
    .map((key) => dsOf(nameFromText(LAB), key))

async function ordered(site: Site, verb: string, options: Record<string, unknown> = {}): Promise<unknown> {
  return (await told(operatedOf(site.server), everybody, { verb, options })).result
}

type Line = {
  readonly zone: string
  readonly view: string
  readonly signals?: readonly { readonly server: string; readonly state: string; readonly reason?: string }[]
}

const places = async (site: Site) =>
  ((await ordered(site, 'dnssec')) as readonly Line[]).flatMap(({ zone, view, signals = [] }) =>
    signals.map(({ server, state }) => `${zone} ${view} ${server} ${state}`),
  )

t.test('it is said to strangers, as long as the parent has no DS', async (t) => {
  const { site, parent } = await started(t)
  t.same(said(site, 'external'), wanted(site, 'ns1', 'ns2'))
  t.same(said(site, 'internal'), [], 'never inside')
  t.equal(fault(site), undefined)
  const own = recordsIn(shown(site, 'external', LAB), nameFromText(LAB), Type.CDS)
  t.same(recordsIn(shown(site, 'external'), nameFromText(at('ns1.univ.example.')), Type.CDS), own, 'as at its top')
  t.same(await places(site), [
    'lab.test. external ns1.univ.example. shown',
    'lab.test. external ns2.univ.example. shown',
  ])
  const text = dnssec.told(await ordered(site, 'dnssec'))!.text({ colour: false })
  t.match(text, /lab\.test\. +external +ns2\.univ\.example\. +shown +in univ\.example\./)
  t.match(await ordered(site, 'explain', { address: '192.0.2.1', name: at('ns1.univ.example'), type: 'CDS' }), {
    answer: {
      sections: {
        answer: [
          { type: 'CDS', how: /^made here, from the keys of lab\.test\., until its parent has the DS \(RFC 9615\)$/ },
        ],
      },
    },
  })
  t.match(await ordered(site, 'metrics', {}), /janus_signalling_servers\{state="shown"\} 2/)

  await until('the parent was asked', () => parent.asked > 0)
  stopClock()
  t.teardown(() => setAhead(undefined))
  const { serial } = shown(site, 'external')
  await site.restart()
  t.equal(shown(site, 'external').serial, serial, 'a restart changes nothing')
  t.same(said(site, 'external'), wanted(site, 'ns1', 'ns2'))

  parent.says = { ds: dsIn(site) }
  await site.reload()
  await until('it is said no more', () => said(site, 'external').length === 0)
  t.equal(shown(site, 'external').serial, serial + 1, 'one version, and no more')
  const steps = site.server.history.since({ view: 'external', origin: nameFromText(UNIV) }, serial)
  t.equal(steps?.length, 1, 'secondaries get the difference')
  t.equal(fault(site), undefined)
  t.same(await places(site), [])
  parent.says = { flags: 0, rcode: 2 }
  await site.restart()
  t.same(said(site, 'external'), [], 'what was seen of the parent holds')
})

t.test('which zone here would say it is told to who may see that zone, and to nobody else', async (t) => {
  const { site } = await started(t)
  const limited: Actor = { ...everybody, who: 'lab', zones: [{ name: nameFromText(LAB), below: true, self: true }] }
  const toldIn = async (language: 'en' | 'ja') =>
    JSON.stringify((await told(operatedOf(site.server, { language }), limited, { verb: 'dnssec', options: {} })).result)
  t.match(await toldIn('en'), /"server":"ns1\.univ\.example\.","state":"shown"/)
  t.notMatch(await toldIn('en'), /holder/)
  site.write('out.zone', `${HOLDER}_dsboot.lab.test._signal.ns1 CNAME ns2\n`)
  await site.reload()
  for (const language of ['en', 'ja'] as const) {
    t.match(await toldIn(language), /"state":"hidden"/)
    t.notMatch(await toldIn(language), /holder|"reason":"[^"]*univ/, language)
  }
  t.match(await ordered(site, 'dnssec'), [{}, {}, {}, { signals: [{ holder: UNIV, reason: /univ/ }] }])
})

t.test('servers that get other names, and zones that come and go', async (t) => {
  const { site, config } = await started(t)
  const write = async (file: string, text: string) => {
    site.write(file, text)
    await site.reload()
  }
  await write('lab-out.zone', lab('ns2.univ.example.', 'ns.lab.test.'))
  t.same(said(site, 'external'), wanted(site, 'ns2'))
  t.match(await places(site), ['lab.test. external ns2.univ.example. shown', /ns\.lab\.test\. inside/])
  await site.server.rollBack()
  t.same(said(site, 'external'), wanted(site, 'ns1', 'ns2'))

  await write('lab-out.zone', lab('ns1.univ.example.', 'ns2.univ.example.'))
  await write('out.zone', `${HOLDER}ns2 NS ns.example.net.\n`.replace('ns2 A 127.0.0.1\n', ''))
  t.same(said(site, 'external'), wanted(site, 'ns1'), 'a delegation hides one')
  t.match(await places(site), [/ns1\.univ\.example\. shown/, /ns2\.univ\.example\. hidden/])
  t.equal(fault(site), undefined)
  await write('out.zone', `${HOLDER}${at('ns2')} CDS 1 13 2 ${'00'.repeat(32)}\n`)
  t.same(said(site, 'external'), wanted(site, 'ns1', 'ns2'), 'what somebody has written there once counts no more')

  await write('janus.yaml', config().replace('univ.example: {parents: []}, ', ''))
  t.same(said(site, 'external').length, 2, 'a zone that is signed on goes on saying it')
  await write('out.zone', HOLDER)
  await write('janus.yaml', config().replace(/, lab\.test: \{parents.*\}\}/, '}'))
  t.same(said(site, 'external'), [], 'a zone that is to be unsigned is told of no more')
})

t.test('an UPDATE that names another server is followed', async (t) => {
  const updates = 'updates: [{from: [127.0.0.1/32], zones: [lab.test], names: ["@"], types: [NS]}]\n'
  const { site } = await started(t, {}, (parents) =>
    config(parents, updates).replace('{address: "127.0.0.1:0", view: internal}', '"127.0.0.1:0"'),
  )
  t.same(said(site, 'external'), wanted(site, 'ns1', 'ns2'))
  const message = updateMessage(LAB, [
    'delete lab.test. NS ns2.univ.example.',
    'add lab.test. 300 NS ns3.univ.example.',
  ])
  const { port } = site.server.bound[0]!
  const answer = await exchange(t, message, { port, from: '127.0.0.1', transport: 'tcp' })
  t.equal(answer[3]! & 0xf, 0)
  await until('what is due', () => said(site, 'external').join() === wanted(site, 'ns1', 'ns3').join())
  t.equal(fault(site), undefined)
})

t.test('a second key that the parent is to name, and keys that are lost', async (t) => {
  const { site } = await started(t)
  const folder = join(site.folder, 'keys/zone/lab.test')
  const read = readZoneKeys(folder)
  if (read.kind !== 'good') throw new Error('no keys')
  const made = addZoneKeys(folder, read.record, [newKey()], { now: new Date('2026-01-01') })
  const { records } = read.record.keys[0]!
  writeRecord(folder, { ...made, keys: made.keys.map((one) => ({ ...one, records: records! })) })
  await site.reload()
  t.equal(keysOf(site, LAB).filter(({ use }) => use.isNamed).length, 2)
  t.same(said(site, 'external'), wanted(site, 'ns1', 'ns2'))
  t.equal(fault(site), undefined)
  const before = said(site, 'external')
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.pem'))) rmSync(join(folder, file))
  await site.restart()
  t.same(said(site, 'external'), before, 'keys that are lost take nothing away')
})

t.test('nobody is told of it whose parent is here and signed, or asked by nobody', async (t) => {
  const cases: readonly (readonly [what: string, change: (text: string) => string])[] = [
    ['no parent', (text) => text.replace(/lab\.test: \{parents: \[.*?\]\}/, 'lab.test: {parents: []}')],
    [
      'a parent here',
      (text) =>
        `${text}`.replace('zones:', 'zones:\n  test: test.zone').replace('sign: {', 'sign: {test: {parents: []}, '),
    ],
    ["one view that is nobody's in particular, and not for all", (text) => text.replace('[any]', '[192.0.2.0/24]')],
  ]
  for (const [what, change] of cases) {
    const files = { 'test.zone': `${HOLDER}lab NS ns1.univ.example.\n` }
    const { site } = await started(t, files, (parents) => change(config(parents)))
    t.same(said(site, 'external'), [], what)
    t.same(await places(site), [], what)
    await site.stop()
  }
})

t.test('one view for everybody is for strangers, too', async (t) => {
  const { site } = await started(t, {}, (parents) =>
    config(parents)
      .replace(/views: .*/, 'views: {external: [any]}')
      .replace(', view: internal', ', view: external')
      .replace(/internal: \S+ /g, ''),
  )
  await until('both are signed', () => said(site, 'external').join() === wanted(site, 'ns1', 'ns2').join())
})
