// Copies of zones of other servers that a start finds: where a view has become one for everybody while no server ran, or more is inside,
// nobody is shown what would tell of our inside. All else is served, and what was withheld comes back by itself.

import { join } from 'node:path'
import t, { type Test } from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { Rcode } from '../../src/dns/rcodes.ts'
import { servedOffline } from '../../src/serve/offline.ts'
import { readZones } from '../../src/supply/loader/read-zones.ts'
import { loadConfig } from '../../src/text/config/load.ts'
import { Copies, type Times } from '../../src/transfer/copies.ts'
import { queryFor } from '../support/ask.ts'
import { exchange } from '../support/exchange.ts'
import { until } from '../support/until.ts'
import { why } from '../support/why.ts'
import { ChangingPrimary, type Version } from '../transfer/changing-primary.ts'
import { siteWithOwn } from './own-example.ts'
import { insider, NOTHING_WITHHELD, withheldTold, zonesTold } from './withheld-told.ts'

const origin = nameFromText('example.com.')
const LEAK = /the record at "www\.example\.com\." names "intranet\.own\.example\.", which only .*internal/
const harmless: Version = { serial: 1, records: ['www A 192.0.2.7'] }
const telling: Version = { serial: 2, records: ['www CNAME intranet.own.example.'] }

type Config = {
  readonly isPublic?: boolean
  readonly inside?: string
  readonly isAllowed?: boolean
  /** The views in another order, and one more. */
  readonly isReordered?: boolean
  /** The primary is silent. */
  readonly isSilent?: boolean
}

const forSome: Config = {}
const forAll: Config = { isPublic: true }

/** Partners are shown the zone that comes; everybody who asks from here is one. */
async function following(t: Test, first: Version, begin: Config) {
  const primary = await ChangingPrimary.start(t, first)
  const viewsOf = ({ isPublic, isReordered }: Config) => {
    const views = [
      'internal: [10.0.0.0/8]',
      `partners: {clients: [127.0.0.0/8]${isPublic ? ', public: true' : ''}}`,
      'external: [any]',
    ]
    return `{${(isReordered ? ['labs: [10.9.0.0/16]', ...views.toReversed()] : views).join(', ')}}`
  }
  const written = ({ inside = '2001:db8:99::/48', isAllowed, isSilent, ...views }: Config) => `listen: ["127.0.0.1:0"]
udp: portable
state: state
views: ${viewsOf(views)}
inside: ["${inside}"]
primaries: {hidden: {address: ["127.0.0.1:${isSilent ? 1 : primary.port}"]}}
zones:
  example.com: {partners: {primary: hidden}}
  own.example: {internal: own/internal.zone, partners: own/external.zone, external: own/external.zone}
${isAllowed ? 'allowed-leaks: [{zone: example.com, name: www.example.com, view: partners, reason: known}]' : ''}
`
  const site = await siteWithOwn(t, written(begin))
  const face = { view: 'partners', origin }
  const kept = join(site.folder, 'state/kept')
  const served = () => site.served.find(({ face }) => face.includes('example.com'))!
  const write = (next: Config) => site.write('janus.yaml', written(next))
  t.equal(why(await site.server.upstream.fetch(face)), undefined)
  return {
    site,
    text: () => served().text,
    state: () => served().state,
    status: () => site.server.upstream.status[0]!,
    next: (version: Version, isWhole = true) => primary.bring(site.server, face, version, isWhole),
    withheld: () => site.said.filter((line) => line.includes('the copy of a zone is withheld')),
    async restart(next: Config) {
      await site.stop()
      write(next)
      await site.start()
    },
    reload(next: Config) {
      write(next)
      return site.reload()
    },
    /** By what a start would know the copy to be fit for everybody: that is so soon. */
    shownBy: (isSo: (shown: string | undefined) => boolean) =>
      until('other times', () => isSo(Copies.toRead(kept).times(face)?.shown)),
    /** While nobody serves. */
    async changeTimes(change: (times: Times) => Times) {
      const copies = Copies.open(kept)
      await copies.setTimes(face, change(copies.times(face)!))
      await copies.written()
    },
    /** Answers of what is ours, and of what comes. */
    async ask() {
      const { port } = site.server.bound[0]!
      const ask = (question: string) =>
        exchange(t, queryFor(question, { edns: 1232 }), { port, from: '127.0.0.1', transport: 'tcp' })
      return { own: await ask('www.own.example. A'), come: await ask('www.example.com. A') }
    },
  }
}

t.test('a start shows nobody a copy that tells of the inside, and serves all else', async (t) => {
  const { site, restart, text, state, status, withheld, ask } = await following(t, telling, forSome)
  await restart({ ...forAll, isSilent: true })
  t.equal(text(), undefined)
  t.equal(state(), 'waiting')
  const { own, come } = await ask()
  t.equal(own[3]! & 15, Rcode.NOERROR)
  t.equal(come[3]! & 15, Rcode.SERVFAIL)
  t.ok(Buffer.from(come).includes(Buffer.from([0, 15, 0])), 'with an extended error')
  t.notMatch(Buffer.from(come).toString('latin1'), /intranet/)
  t.match(why(status().lastError), LEAK)
  t.match(why(status().lastError), /"allowed-leaks"; no version is in service, and names of the zone get SERVFAIL/)
  const [line, ...more] = withheld()
  t.same(more, [])
  t.match(JSON.parse(line!), { level: 50, zone: 'example.com.', view: 'partners', primary: 'hidden', serial: 2 })
  t.match(JSON.parse(line!).findings, [LEAK])
  t.same(await withheldTold(site.server), {
    status: { copies: 1, changed: 0, names: 0 },
    line: '1 zone face from primaries (see janus transfers): everybody would learn of the inside',
    metrics: ['janus_withheld{zone="example.com.",view="partners",what="copy"} 1'],
  })
  t.same(await withheldTold(site.server, insider), NOTHING_WITHHELD, 'who sees another view')
  const [zone, ...others] = await zonesTold(site.server)
  t.match(zone, /its copy is withheld: everybody would learn of the inside \(see janus transfers\)$/)
  t.same(others, [])
  const { settings } = loadConfig(join(site.folder, 'janus.yaml'))
  const offline = await servedOffline(settings!, await readZones(settings!, 'load', undefined))
  t.same(
    offline.candidate.loaded.faces.map(({ served }) => served?.serial),
    site.server.current.candidate.loaded.faces.map(({ served }) => served?.serial),
    'and whoever asks what a start would serve is told the same',
  )
})

t.test('the next version that tells nothing takes its place', async (t) => {
  const { restart, next, text, status, withheld } = await following(t, telling, forSome)
  await restart(forAll)
  const refused = await next({ ...telling, serial: 3 })
  t.match(refused, LEAK)
  t.match(refused, /no version is in service/)
  t.equal(text(), undefined)
  t.equal(await next({ ...harmless, serial: 4 }), undefined)
  t.match(text(), /192\.0\.2\.7/)
  t.equal(status().lastError, undefined)
  await restart(forAll)
  t.match(text(), /192\.0\.2\.7/)
  t.same(withheld(), [])
})

t.test('a reload that shows it to fewer, or allows it, brings it back although the primary is silent', async (t) => {
  for (const ended of [forSome, { ...forAll, isAllowed: true }]) {
    const { site, restart, reload, text, state, status, next } = await following(t, harmless, forSome)
    t.equal(await next(telling, false), undefined, 'as changes, which lie in the journal')
    const before = text()
    await restart({ ...forAll, isSilent: true })
    t.equal(text(), undefined)
    t.match(await reload({ ...forAll, isSilent: true }), { outcome: 'unchanged' })
    t.equal(text(), undefined)
    t.match(await reload({ ...ended, isSilent: true }), { outcome: 'switched', good: true })
    t.equal(text(), before)
    t.equal(state(), 'current')
    t.same(await withheldTold(site.server), NOTHING_WITHHELD)
    t.same(await zonesTold(site.server), [])
    t.ok(status().expiresIn! > 0)
    t.match(await reload(ended), { outcome: 'unchanged' })
    while (status().lastError !== undefined) await new Promise((resolve) => setTimeout(resolve, 5))
    t.equal(await next({ serial: 3, records: [...telling.records, 'x A 192.0.2.9'] }, false), undefined)
    t.match(text(), /192\.0\.2\.9/)
    await restart(ended)
    t.match(text(), /192\.0\.2\.9/)
  }
})

t.test('a start with the same configuration looks at nothing that was found fit', async (t) => {
  const { restart, reload, text, shownBy, withheld, next } = await following(t, harmless, forAll)
  await shownBy((shown = '') => /^[\w-]{22}$/.test(shown))
  await restart(forAll)
  t.match(text(), /192\.0\.2\.7/)
  // What everybody was shown already is no news to a reload, and so none to the start after it.
  await reload({ ...forAll, isAllowed: true })
  t.equal(await next(telling), undefined)
  t.match(await reload(forAll), { good: true })
  await restart(forAll)
  t.match(text(), /intranet/)
  t.same(withheld(), [])
  await restart({ ...forAll, isReordered: true, isSilent: true })
  t.match(text(), /intranet/, 'other views, or the same in another order, tell nobody anything of this one')
  t.same(withheld(), [])
  await restart({ ...forSome, isReordered: true })
  t.match(text(), /intranet/)
  // It is not shown to all any more.
  await shownBy((shown) => shown === undefined)
  await restart(forAll)
  t.equal(text(), undefined)
  t.equal(withheld().length, 1)
})

t.test('a copy of which nobody knows whether it was looked at is looked at', async (t) => {
  const { restart, text, shownBy, changeTimes, next, withheld, site } = await following(t, harmless, {
    ...forAll,
    isAllowed: true,
  })
  const forget = async (change: (times: Times) => Times) => {
    await site.stop()
    await changeTimes(change)
  }
  t.equal(await next(telling), undefined)
  await forget(({ shown: _, ...others }) => others)
  await restart({ ...forAll, isAllowed: true })
  t.match(text(), /intranet/, 'an older Janus kept it, and it may be shown')
  await shownBy((shown) => shown !== undefined)
  await restart({ ...forAll, isSilent: true })
  t.equal(text(), undefined, 'what it may tell is another')
  t.equal(withheld().length, 1)
  await restart({ ...forAll, isAllowed: true })
  t.match(text(), /intranet/, 'as it was found fit before')
  await forget((times) => ({ ...times, serial: 1 }))
  await restart({ ...forAll, isAllowed: true })
  t.match(text(), /intranet/)
})

t.test('a network that has become inside is looked for', async (t) => {
  const { restart, text, withheld } = await following(t, harmless, forAll)
  await restart({ ...forAll, inside: '192.0.2.0/24', isSilent: true })
  t.equal(text(), undefined)
  t.match(JSON.parse(withheld()[0]!).findings[0], /192\.0\.2\.1 .* is inside/)
  await restart(forAll)
  t.match(text(), /192\.0\.2\.7/)
})
