// Faces that are completed by addresses of another server's zone: when it comes, when it changes, when a reload or a rollback makes their
// view one for everybody, and at a start with such a view, everybody gets the names of no private addresses.

import t, { type Test } from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { inEnglish } from '../../src/supply/english.ts'
import { folderOf } from '../support/janus.ts'
import { followed, stepsOf } from '../support/remade-site.ts'
import { Site } from '../support/site.ts'
import { why } from '../support/why.ts'
import { ChangingPrimary, type Version } from '../transfer/changing-primary.ts'

const origin = nameFromText('example.com.')
const harmless: Version = { serial: 1, records: ['www A 192.0.2.7'] }
/** What is private in it is its maker's to tell, but no names of addresses are made of that for everybody. */
const telling: Version = { serial: 2, records: ['www A 192.0.2.7', 'pc A 10.0.0.7', 'pc A 10.0.1.7'] }

type Partners = { readonly isPublic?: boolean; readonly more?: string }

const forSome: Partners = {}
const forAll: Partners = { isPublic: true }

/** Of two faces one has a file that names of addresses complete, the other nothing but these. */
async function following(t: Test, first: Version, begin: Partners) {
  const primary = await ChangingPrimary.start(t, first)
  const written = ({ isPublic, more = '' }: Partners) => `listen: ["127.0.0.1:0"]
udp: portable
state: state
views: {internal: [10.0.0.0/8], partners: {clients: [192.0.2.0/24]${isPublic ? ', public: true' : ''}}}
primaries: {hidden: {address: ["127.0.0.1:${primary.port}"]}}
zones:
  own.example: {internal: own.zone}
  example.com: {partners: {primary: hidden}}
  0.0.10.in-addr.arpa: {partners: reverse.zone}
reverse: {10.0.0.0/24: [partners], 10.0.1.0/24: [partners]}
${more}`
  const heading = '$TTL 300\n@ SOA ns.example.net. h 3 3600 600 86400 60\n@ NS ns.example.net.\n'
  const site = new Site(
    folderOf(t, {
      'own.zone': heading,
      'reverse.zone': `${heading}9 PTR known.example.net.\n`,
      'janus.yaml': written(begin),
    }),
  )
  await site.start()
  t.teardown(() => site.stop())
  const face = { view: 'partners', origin }
  t.equal(why(await site.server.upstream.fetch(face)), undefined)
  await followed(site)
  const write = (next: Partners) => site.write('janus.yaml', written(next))
  const shown = (face: string) => site.served.find((one) => one.face === `partners ${face}`)!
  const reverse = () => ['0.0.10.in-addr.arpa.', '1.0.10.in-addr.arpa.'].map(shown)
  return {
    site,
    zone: () => shown('example.com.').text,
    /** Whether each of the two has the private host. */
    told: () => reverse().map(({ text }) => /\bpc\b/.test(text ?? '')),
    states: () => reverse().map(({ state }) => state),
    isPublic: () => site.server.current.candidate.settings.views[1]!.public,
    async next(version: Version, isWhole = true) {
      t.equal(await primary.bring(site.server, face, version, isWhole), undefined)
      await followed(site)
    },
    reload: stepsOf(site, write).reload,
    async restart(next: Partners) {
      await site.stop()
      write(next)
      await site.start()
    },
  }
}

const NEITHER = [false, false]
const BOTH = [true, true]
const ALLOWED = `allowed-leaks: [{zone: 0.0.10.in-addr.arpa, reason: known}, {zone: 1.0.10.in-addr.arpa, reason: known}]\n`

t.test('few get all names', async (t) => {
  const { told } = await following(t, telling, forSome)
  t.same(told(), BOTH)
})

t.test('everybody gets none, when the zone comes first and when it comes later', async (t) => {
  const { told, zone, next } = await following(t, telling, forAll)
  t.match(zone(), /pc .*10\.0\.0\.7/, 'what its maker tells of himself')
  t.same(told(), NEITHER)
  await next({ ...harmless, serial: 3 })
  for (const [isWhole, serial] of [
    [true, 4],
    [false, 6],
  ] as const) {
    await next({ ...telling, serial }, isWhole)
    t.same(told(), NEITHER)
    await next({ ...harmless, serial: serial + 1 })
  }
})

t.test('no reload gives out what was refused when it came', async (t) => {
  const { told, next, reload, states } = await following(t, harmless, forAll)
  await next(telling)
  t.same(told(), NEITHER)
  t.same(states(), ['stale-source', 'stale-source'])
  // Whether it changes nothing, or something else.
  for (const more of ['', 'minimal-responses: true\n', 'allowed-leaks: [{zone: own.example, reason: other}]\n']) {
    const report = await reload({ ...forAll, more })
    t.same(told(), NEITHER)
    t.same(
      report.refused.map(({ zone }) => zone),
      ['0.0.10.in-addr.arpa.', '1.0.10.in-addr.arpa.'],
    )
  }
  await next({ ...harmless, serial: 3 })
  t.match(await reload(forAll), { good: true })
})

t.test('no reload that makes their view public shows them', async (t) => {
  const { told, isPublic, reload, site, next, states } = await following(t, telling, forSome)
  for (const more of ['', 'reload: atomic\n']) {
    const report = await reload({ ...forAll, more })
    t.match(report, { outcome: 'refused', good: false, reason: { code: 'reload-leak' } })
    t.same(report.refused.map(({ zone, view }) => `${view} ${zone}`).sort(), [
      'partners 0.0.10.in-addr.arpa.',
      'partners 1.0.10.in-addr.arpa.',
    ])
    t.match(inEnglish(report.refused[0]!.findings)[0]!.message, /10\.0\.0\.7/)
    t.equal(isPublic(), false)
    t.same(told(), BOTH)
  }
  t.equal(site.said.filter((line) => line.includes('would show inside data to everybody')).length, 4)
  t.match(await reload({ ...forAll, more: ALLOWED }), { outcome: 'switched', good: true })
  t.same(told(), BOTH, 'but what somebody has looked at')
  t.match(await reload(forSome), { outcome: 'switched' })
  t.match(await reload(forAll), { outcome: 'refused' })
  await next({ ...harmless, serial: 3 })
  t.match(await reload(forAll), { outcome: 'switched', good: true })
  t.same(states(), ['current', 'current'])
  t.equal(isPublic(), true)
  t.same(told(), NEITHER)
})

t.test('no start with such a view shows them, and they follow what comes next', async (t) => {
  const { told, restart, next, states } = await following(t, telling, forSome)
  await restart(forAll)
  t.same(told(), NEITHER)
  await restart(forAll)
  t.same(told(), NEITHER)
  await next({ ...harmless, serial: 3 })
  t.same(states(), ['current', 'current'])
  await next({ ...telling, serial: 4 })
  await restart(forAll)
  t.same(told(), NEITHER)
  await restart(forSome)
  t.same(told(), BOTH)
})

t.test('nor does a rollback to when it was public', async (t) => {
  const { told, isPublic, reload, next, site } = await following(t, harmless, forAll)
  t.match(await reload(forSome), { outcome: 'switched' })
  await next(telling)
  t.same(told(), BOTH)
  for (const isForced of [false, true]) {
    t.match(await site.server.rollBack(1, { isForced }), { cause: 'rollback' })
    await followed(site)
    t.equal(isPublic(), true)
    t.same(told(), NEITHER)
    await reload(forSome)
    t.same(told(), BOTH)
  }
})
