// Zones of other servers that were looked at before a reload shows them to more clients: nobody is shown what would tell of our inside.

import t, { type Test } from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { inEnglish } from '../../src/supply/english.ts'
import type { Site } from '../support/site.ts'
import { why } from '../support/why.ts'
import { ChangingPrimary, type Version } from '../transfer/changing-primary.ts'
import { siteWithOwn } from './own-example.ts'

const origin = nameFromText('example.com.')
const LEAK = /the record at "www\.example\.com\." names "intranet\.own\.example\.", which only .*internal/
const telling: Version = { serial: 2, records: ['www CNAME intranet.own.example.'] }
const harmless: Version = { serial: 1, records: ['www A 192.0.2.7'] }

type Config = {
  readonly partners: string
  readonly inside?: string
  readonly isThere?: boolean
  readonly isAllowed?: boolean
}

const forSome: Config = { partners: '{clients: [192.0.2.0/24]}' }
const forAll: Config = { partners: '{clients: [192.0.2.0/24], public: true}' }

/** The zone that comes is shown to partners. */
async function following(t: Test, first: Version, begin: Config) {
  const primary = await ChangingPrimary.start(t, first)
  const written = ({
    partners,
    inside = '2001:db8:99::/48',
    isThere = true,
    isAllowed = false,
  }: Config) => `listen: ["127.0.0.1:0"]
udp: portable
views: {internal: [10.0.0.0/8], partners: ${partners}, external: [any]}
inside: ["${inside}"]
primaries: {hidden: {address: ["127.0.0.1:${primary.port}"]}}
zones:
${isThere ? '  example.com: {partners: {primary: hidden}}' : ''}
  own.example: {internal: own/internal.zone, partners: own/external.zone, external: own/external.zone}
${isAllowed ? 'allowed-leaks: [{zone: example.com, name: www.example.com, reason: known}]' : ''}
`
  const site = await siteWithOwn(t, written(begin))
  const write = (next: Config) => site.write('janus.yaml', written(next))
  return {
    site,
    write,
    fetch: async () => why(await site.server.upstream.fetch({ view: 'partners', origin })),
    next: (version: Version) => primary.bring(site.server, { view: 'partners', origin }, version, true),
    /** What comes next has been looked at, and waits for the disk until this is done. */
    whileItWaits(task: () => Promise<unknown>): void {
      const { store } = site.server
      const replace = store.replace.bind(store)
      store.replace = (name, zone, replacing = {}) => {
        store.replace = replace
        const written = Promise.resolve(replacing.written).then(task)
        return replace(name, zone, { ...replacing, written })
      }
    },
    reload(next: Config) {
      write(next)
      return site.reload()
    },
    text: () => site.served.find(({ face }) => face.includes('example.com'))?.text,
  }
}

t.test('a view becomes public while a zone waits for the disk', async (t) => {
  const { whileItWaits, reload, fetch, next, text } = await following(t, harmless, forSome)
  t.equal(await fetch(), undefined)
  whileItWaits(() => reload(forAll))
  t.match(await next(telling), LEAK)
  t.match(text(), /192\.0\.2\.7/)
})

t.test('a view becomes public while the first version waits', async (t) => {
  const { whileItWaits, reload, fetch, text } = await following(t, telling, { ...forSome, isThere: false })
  whileItWaits(() => reload(forAll))
  await reload(forSome)
  t.match(await fetch(), LEAK)
  t.equal(text(), undefined)
})

t.test('a network becomes inside while a zone waits for the disk', async (t) => {
  const { whileItWaits, reload, fetch, next, text } = await following(t, harmless, forAll)
  t.equal(await fetch(), undefined)
  whileItWaits(async () => {
    t.match(await reload({ ...forAll, inside: '198.51.100.0/24' }), { outcome: 'unchanged' })
  })
  t.match(await next({ serial: 2, records: ['x A 198.51.100.7'] }), /198\.51\.100\.7 .* is inside/)
  t.match(text(), /192\.0\.2\.7/)
})

t.test('what may be shown by both configurations is served', async (t) => {
  const { whileItWaits, reload, fetch, next, text } = await following(t, harmless, forSome)
  t.equal(await fetch(), undefined)
  whileItWaits(() => reload(forAll))
  t.equal(await next({ serial: 2, records: ['www A 192.0.2.8'] }), undefined)
  t.match(text(), /192\.0\.2\.8/)
})

t.test('no reload shows everybody a zone that tells of the inside', async (t) => {
  const { site, reload, write, fetch, text } = await following(t, telling, forSome)
  t.equal(await fetch(), undefined)
  write(forAll)
  const planned = await site.server.plan()
  t.match(planned, { outcome: 'refused', reason: { code: 'reload-leak' }, refused: [{ view: 'partners' }] })
  const report = await reload(forAll)
  t.match(report, { outcome: 'refused', good: false, reason: { code: 'reload-leak' } })
  t.match(inEnglish(report.refused[0]!.findings)[0]!.message, LEAK)
  t.match(text(), /intranet/)
  t.equal(site.server.current.candidate.settings.views[1]!.public, false)
  t.ok(
    site.said.some(
      (line) => line.includes('would show inside data to everybody') && LEAK.test(JSON.parse(line).findings),
    ),
  )
  t.match(await reload({ ...forAll, isThere: false }), { outcome: 'switched' })
})

t.test('a reload shows what somebody has looked at, and what tells nothing', async (t) => {
  const { site, next, reload, fetch, text } = await following(t, telling, forSome)
  t.equal(await fetch(), undefined)
  t.match(await reload({ ...forAll, isAllowed: true }), { outcome: 'switched', good: true })
  t.match(text(), /intranet/)
  t.match(await reload(forSome), { outcome: 'switched' })
  t.match(await reload(forAll), { outcome: 'refused' })
  t.equal(await next({ ...harmless, serial: 3 }), undefined)
  t.match(await reload(forAll), { outcome: 'switched', good: true })
  t.equal(site.server.current.candidate.settings.views[1]!.public, true)
})

t.test('what comes while a reload is on its way is looked at before the reload shows it', async (t) => {
  const { site, next, write, fetch, text } = await following(t, harmless, forSome)
  t.equal(await fetch(), undefined)
  write(forAll)
  const { store } = site.server
  const alone = store.alone.bind(store)
  store.alone = async (task) => {
    store.alone = alone
    t.equal(await next(telling), undefined)
    return alone(task)
  }
  t.match(await site.reload(), { outcome: 'refused', good: false, reason: { code: 'reload-leak' } })
  t.match(text(), /intranet/)
  t.equal(site.server.current.candidate.settings.views[1]!.public, false)
})

t.test('no rollback shows it, unless it is forced', async (t) => {
  const { site, next, reload, fetch } = await following(t, harmless, forAll)
  t.equal(await fetch(), undefined)
  t.match(await reload(forSome), { outcome: 'switched' })
  t.equal(await next(telling), undefined)
  t.match(await site.server.rollBack(), { code: 'rollback-leak' })
  t.equal(site.server.current.candidate.settings.views[1]!.public, false)
  t.match(await site.server.rollBack(undefined, { isForced: true }), { cause: 'rollback' })
  t.equal(site.server.current.candidate.settings.views[1]!.public, true)
})

const applied = (site: Site, hash: string) =>
  site.server.apply(
    hash,
    () => {},
    () => new Error('another plan'),
  )

t.test('no plan that was good before a version came shows it', async (t) => {
  const { site, write, fetch, next, text } = await following(t, harmless, forSome)
  t.equal(await fetch(), undefined)
  write(forAll)
  const { hash } = await site.server.plan()
  t.equal(await next(telling), undefined)
  await t.rejects(applied(site, hash!), { message: 'another plan' })
  t.equal(site.server.current.candidate.settings.views[1]!.public, false)
  t.match(text(), /intranet/)
})

t.test('a plan made before its zone is there shows nothing of what comes', async (t) => {
  const { site, write, fetch, next, text } = await following(t, telling, { ...forSome, isThere: false })
  write(forAll)
  const { hash } = await site.server.plan()
  t.match(await applied(site, hash!), { outcome: 'switched' })
  t.match(await fetch(), LEAK)
  t.equal(text(), undefined)
  t.equal(await next({ ...harmless, serial: 3 }), undefined)
  t.match(text(), /192\.0\.2\.7/)
})

t.test('no plan of an earlier configuration is carried out again', async (t) => {
  const { site, write, reload, fetch, next } = await following(t, harmless, forSome)
  t.equal(await fetch(), undefined)
  write(forAll)
  const { hash } = await site.server.plan()
  t.match(await applied(site, hash!), { outcome: 'switched', good: true })
  t.match(await reload(forSome), { outcome: 'switched', good: true })
  t.equal(await next(telling), undefined)
  write(forAll)
  await t.rejects(applied(site, hash!), { message: 'another plan' })
  t.equal(site.server.current.candidate.settings.views[1]!.public, false)
})
