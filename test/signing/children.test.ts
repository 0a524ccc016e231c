// Zones that are signed here, below others that are: the upper ones get the DS of the lower ones by themselves, in each view where both
// are and the upper one delegates, and rolls of the lower ones need nobody.

import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { Suffixes } from '../../src/dns/suffixes.ts'
import { Type } from '../../src/dns/types.ts'
import { dnssecWithdraw } from '../../src/operate/verbs/dnssec-withdraw.ts'
import { type KeyRecord, readZoneKeys } from '../../src/sign/keys/key-folder.ts'
import { ownSet } from '../../src/sign/own-sets.ts'
import { faultOf } from '../../src/sign/self-check.ts'
import { dsOf } from '../../src/sign/zone-key.ts'
import { NONE, type Zone } from '../../src/zone/zone.ts'
import { folderOf } from '../support/janus.ts'
import { everybody, operatedOf, told } from '../support/operated.ts'
import { laterOn, setAhead } from '../support/signed-site.ts'
import { Site } from '../support/site.ts'
import { until } from '../support/until.ts'

const HOUR = 3600
const UNIV = 'univ.example.'

/** Zones of departments: the file of the zone above has `ns` of them; the outer one, `outside`. */
const departments: readonly {
  readonly name: string
  readonly what: string
  /** Of its key, at first, and when caches know that. */
  readonly internal: readonly [first: string, then: string]
  readonly external: readonly [first: string, then: string]
  readonly faces?: string
  readonly inFile?: string
  readonly isOutside?: false
}[] = [
  { name: 'dept', what: 'it is in both views', internal: ['none', 'ours'], external: ['none', 'ours'] },
  {
    name: 'once',
    what: 'the zone above delegates it inside only',
    ...{ isOutside: false, internal: ['none', 'ours'], external: ['none', 'none'] },
  },
  {
    name: 'inner',
    what: 'it is served inside only',
    ...{ faces: '{internal: dept.zone}', internal: ['none', 'ours'], external: ['none', 'none'] },
  },
  {
    name: 'plain',
    what: 'it is unsigned outside',
    ...{ internal: ['none', 'ours'], external: ['none', 'none'] },
  },
  {
    name: 'old',
    what: 'the file above has a DS of it',
    ...{ inFile: `DS 1 13 2 ${'A1'.repeat(32)}`, internal: ['another', 'ours'], external: ['another', 'ours'] },
  },
  {
    name: 'deep.mid',
    what: 'another zone lies between',
    ...{ internal: ['none', 'none'], external: ['none', 'none'] },
  },
]

const zonesText = departments.map(({ name, faces = 'dept.zone' }) => `  ${name}.univ.example: ${faces}\n`).join('')
const signText = departments.map(({ name }) => `, ${name}.univ.example: {parents: []}`).join('')
const CONFIG = `
listen: [{address: "127.0.0.1:0", view: internal}]
views: {internal: [10.0.0.0/8], external: [any]}
zones:
  univ.example: {internal: in.zone, external: out.zone}
  mid.univ.example: dept.zone
${zonesText}sign: {univ.example: {parents: []}${signText}}
unsigned-faces: [{zone: plain.univ.example, view: external, reason: told, until: 2099-01-01}]
`
const HEAD = '$TTL 300\n@ SOA ns hostmaster 2026010101 1d 2h 4w 60\n@ NS ns\nns A 127.0.0.1\n'
const HOSTS = Array.from({ length: 60 }, (_, i) => `h${i} A 192.0.2.${i}\n`).join('')

function delegations(isOutside: boolean): string {
  return departments
    .filter((one) => !isOutside || one.isOutside !== false)
    .map(({ name, inFile = 'TXT ""' }) => `${name} 600 NS ns\n${inFile.startsWith('DS') ? `${name} ${inFile}\n` : ''}`)
    .join('')
}

const FILES = {
  'in.zone': `${HEAD}${HOSTS}${delegations(false)}`,
  'out.zone': `${HEAD}${HOSTS}${delegations(true)}`,
  'dept.zone': `${HEAD}www A 192.0.2.7\n`,
}

t.afterEach(() => setAhead(undefined))

async function started(t: Pick<Test, 'teardown'>): Promise<Site> {
  const site = new Site(folderOf(t, { 'janus.yaml': CONFIG, ...FILES }))
  t.teardown(() => site.stop())
  await site.start()
  await until('the first keys', () => isSeen(site))
  return site
}

function shown(site: Site, view: string): Zone {
  const { zones } = site.server.current.generation.views.find(({ name }) => name === view)!
  return zones.members.find(({ apex }) => Buffer.compare(apex, nameFromText(UNIV)) === 0)!.zone!
}

const keysOf = (site: Site, zone: string) => join(site.folder, 'keys/zone', zone)
const recordOf = (site: Site, name = 'dept'): KeyRecord =>
  JSON.parse(readFileSync(join(keysOf(site, `${name}.univ.example`), 'keys.json'), 'utf8'))

/** What the upper zone has as DS of a lower one: of the keys that are there, in their order, or `another`. */
function dsIn(site: Site, view: string, name = 'dept'): string {
  const origin = nameFromText(`${name}.${UNIV}`)
  const zone = shown(site, view)
  const node = zone.find(new Suffixes().set(origin, 0), 0)
  const set = node === NONE ? NONE : zone.rrset(node, Type.DS)
  if (set === NONE) return 'none'
  const read = readZoneKeys(keysOf(site, `${name}.univ.example`))
  const keys = read.kind === 'good' ? read.keys : []
  const records = ownSet(zone, set, Type.DS).records.map((rdata) => {
    const i = keys.findIndex((key) => Buffer.compare(dsOf(origin, key), rdata) === 0)
    return i < 0 ? 'another' : ['ours', 'the second'][i]
  })
  return records.join(', ')
}

const both = (site: Site, name?: string) => ['internal', 'external'].map((view) => dsIn(site, view, name))

/** Of the upper zone, in both views. */
function fault(site: Site): string | undefined {
  const read = readZoneKeys(keysOf(site, 'univ.example'))
  const now = Math.floor(Date.now() / 1000)
  return ['internal', 'external']
    .map((view) => faultOf(shown(site, view), read.kind === 'good' ? read.keys : [], now, 1))
    .find((one) => one)
}

function later(site: Site, hours: number, isSo: () => boolean): Promise<void> {
  return laterOn(site, hours, `hour ${hours}`, isSo)
}

/** Everybody was seen with all that is awaited of the keys of `dept`, or of all of them. */
function isSeen(site: Site, names = departments.map(({ name }) => name)): boolean {
  return names.every((name) =>
    recordOf(site, name).keys.every(({ records }) =>
      Object.values(records ?? { none: { state: 'rumoured', seen: undefined } }).every(
        ({ state, seen }) => state === 'omnipresent' || state === 'hidden' || seen !== undefined,
      ),
    ),
  )
}

const isThere = (site: Site) => recordOf(site).keys[0]!.records!.ds.state === 'omnipresent'

async function asked(site: Site, verb: string, options: Record<string, unknown>): Promise<unknown> {
  return (await told(operatedOf(site.server), everybody, { verb, options })).result
}

t.test('the DS goes where both zones are, signed, and the upper one delegates', async (t) => {
  const site = await started(t)
  const all = () => departments.map(({ name }) => both(site, name))
  t.same(
    all(),
    departments.map(({ internal, external }) => [internal[0], external[0]]),
    'caches may not know the keys yet',
  )
  const before = shown(site, 'external').serial
  await later(site, 2, () => departments.every(({ name, internal }) => dsIn(site, 'internal', name) === internal[1]))
  for (const { name, what, internal, external } of departments)
    t.same(both(site, name), [internal[1], external[1]], what)
  t.equal(fault(site), undefined)
  const zone = shown(site, 'internal')
  const node = zone.find(new Suffixes().set(nameFromText(`dept.${UNIV}`), 0), 0)
  t.equal(zone.ttl(zone.rrset(node, Type.DS)), 600, 'RFC 4035 §2.4: the TTL of the NS')
  const steps = site.server.history.since({ view: 'external', origin: nameFromText(UNIV) }, before)
  const added: number[] = []
  for (const { added: list } of steps ?? []) list.each((_bytes, _owner, type) => added.push(type))
  t.ok(added.includes(Type.DS), 'secondaries get the difference, and not the zone')
  const ds = { address: '10.0.0.1', name: 'dept.univ.example', type: 'DS' }
  t.match(await asked(site, 'explain', ds), {
    answer: {
      sections: {
        answer: [{ type: 'DS', how: /^made here, from the keys of dept\.univ\.example\., which is signed here too$/ }],
      },
    },
  })
  const host = { address: '10.0.0.1', name: 'h1.univ.example', type: 'A', dnssec: true }
  t.match(await asked(site, 'explain', host), {
    answer: { zone: { serial: zone.serial }, sections: { answer: [{ type: 'A', file: /in\.zone$/, line: 6 }] } },
  })

  // A zone that is not delegated in a view where it is signed waits for that, and says so.
  const lines = (await asked(site, 'dnssec', {})) as readonly { readonly zone: string; readonly awaits: string[] }[]
  t.match(lines.find(({ zone }) => zone === 'once.univ.example.')?.awaits, [
    /external does not have it: .* no NS of once/,
  ])

  site.write('in.zone', HEAD)
  await site.reload()
  t.same(both(site), ['none', 'ours'], 'what is not delegated has no DS')
  t.equal(fault(site), undefined)
  site.write('in.zone', `${FILES['in.zone']}more A 192.0.2.8\n`)
  await site.reload()
  t.same(both(site), ['ours', 'ours'], 'a delegation that comes brings it')
  await site.server.rollBack()
  t.same(both(site), ['none', 'ours'])
  t.equal(fault(site), undefined)

  await site.reload()
  rmSync(join(keysOf(site, 'dept.univ.example'), recordOf(site).keys[0]!.file))
  await site.restart()
  t.same(both(site), ['another', 'another'], 'a key that is lost takes no DS away: it is served on as it was signed')
  site.write(
    'janus.yaml',
    CONFIG.replace('  dept.univ.example: dept.zone\n', '').replace(' dept.univ.example: {parents: []},', ''),
  )
  await site.reload()
  t.same(both(site), ['none', 'none'], 'a zone that is gone has none')
})

t.test('a roll of a lower zone needs nobody, nor does the way back to unsigned', async (t) => {
  const site = await started(t)
  const isSeenOf = () => isSeen(site, ['dept'])
  await later(site, 2, () => dsIn(site, 'external') === 'ours')
  await until('the DS', isSeenOf)
  await later(site, 28, () => isThere(site))
  t.match(await asked(site, 'dnssec-roll', { zone: 'dept.univ.example' }), { state: 'begun' })
  await until('the second key', () => recordOf(site).keys.length === 2 && isSeenOf())
  t.same(both(site), ['ours', 'ours'])
  await later(site, 31, () => both(site).every((one) => one === 'the second'))
  t.equal(fault(site), undefined)
  const lines = (await asked(site, 'dnssec', {})) as readonly { readonly zone: string; readonly duty?: string }[]
  t.equal(lines.find(({ zone }) => zone === 'dept.univ.example.')?.duty, undefined, 'nobody has to do anything')
  await until('the DS of the second key', isSeenOf)
  await site.restart()
  t.same(both(site), ['the second', 'the second'])
  await later(site, 60, isSeenOf)
  await later(site, 90, () => recordOf(site).keys.length === 1)
  t.same(both(site), ['ours', 'ours'], 'the second is the first now')
  t.equal(fault(site), undefined)

  site.write('janus.yaml', CONFIG.replace(/ (dept|old)\.univ\.example: \{parents: \[\]\},/g, ''))
  await site.reload()
  t.same(both(site), ['ours', 'ours'], 'it is signed on')
  const withdraw = async (name = 'dept', more = {}) =>
    dnssecWithdraw
      .told(await asked(site, 'dnssec-withdraw', { zone: `${name}.univ.example`, ...more }))!
      .text({ colour: false })

  // Without ours the DS that the file has would be served, and nobody has its key.
  const written = /in view internal: DS 1\n.*in view external: DS 1\n.*delete its DS in the source of the zone above/
  t.match(await withdraw('old'), written)
  await site.reload()
  t.same(both(site, 'old'), ['ours', 'ours'])
  t.match(await withdraw('old', { force: 'old.univ.example' }), /is served unsigned.*\n.*the zone above has/)
  t.match(await withdraw(), /this server is removing its DS from the zone above/)
  await until('no DS', () => both(site).every((one) => one === 'none'))
  t.match(await withdraw(), /caches may have one until/)
  setAhead(150 * HOUR)
  t.match(await withdraw(), /is served unsigned/)
})
