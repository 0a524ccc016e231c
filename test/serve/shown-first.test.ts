// Copies of zones of other servers from when only some saw them: a zone that comes back to the configuration, with a file between or without
// one, and names that machines gave the inside. Whatever way such a copy comes, it tells nobody of the inside.

import t, { type Test } from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { folderOf } from '../support/janus.ts'
import { change, stepsOf } from '../support/remade-site.ts'
import { Site } from '../support/site.ts'
import { why } from '../support/why.ts'
import { ChangingPrimary, type Version } from '../transfer/changing-primary.ts'

const heading = '$TTL 60\n@ SOA ns hostmaster 1 1d 2h 4w 1h\n@ NS ns\nns A 192.0.2.53\n'
const origin = nameFromText('example.com.')
const harmless: Version = { serial: 1, records: ['www A 192.0.2.7'] }
const telling: Version = { serial: 2, records: ['www CNAME intranet.own.example.'] }

type Config = {
  readonly isPublic?: boolean
  /** Where the zone comes from; undefined: there is no such zone. */
  readonly source?: string | undefined
}

const forSome: Config = {}
const forAll: Config = { isPublic: true }

async function following(t: Test, first: Version, begin: Config, internal = 'intranet A 10.0.0.81\n') {
  const primary = await ChangingPrimary.start(t, first)
  const written = ({ isPublic = false, ...others }: Config) => {
    const source = 'source' in others ? others.source : '{primary: hidden}'
    return `listen: ["127.0.0.1:0"]
udp: portable
state: state
views:
  internal: [10.0.0.0/8]
  partners: {clients: [127.0.0.0/8], public: ${isPublic}}
  external: [any]
${source === undefined ? '' : `primaries: {hidden: {address: ["127.0.0.1:${primary.port}"]}}\n`}zones:
${source === undefined ? '' : `  example.com: {partners: ${source}}\n`}  own.example: {internal: own/internal.zone, partners: own/external.zone, external: own/external.zone}
`
  }
  const site = new Site(
    folderOf(t, {
      'other.zone': `${heading}www A 192.0.2.9\n`,
      'own/external.zone': `${heading}www A 192.0.2.80\n`,
      'own/internal.zone': `${heading}www A 10.0.0.80\n${internal}`,
      'janus.yaml': written(begin),
    }),
  )
  await site.start()
  t.teardown(() => site.stop())
  const face = { view: 'partners', origin }
  const write = (next: Config) => site.write('janus.yaml', written(next))
  t.equal(why(await site.server.upstream.fetch(face)), undefined)
  return {
    site,
    text: () => site.served.find(({ face }) => face === 'partners example.com.')?.text,
    next: (version: Version, isWhole = true) => primary.bring(site.server, face, version, isWhole),
    ...stepsOf(site, write),
  }
}

t.test('a copy from when only some saw the zone does not come back for everybody', async (t) => {
  const { reload, text } = await following(t, telling, forSome)
  t.match(await reload({ ...forAll, source: '{file: other.zone, serial: source}' }), {
    outcome: 'switched',
    good: true,
  })
  t.match(await reload(forAll), { outcome: 'refused', reason: { code: 'reload-leak' } })
  t.match(text(), /192\.0\.2\.9/, 'everybody keeps what he had')
})

t.test('nor do changes to it that lie in the journal', async (t) => {
  const { reload, restart, text, next } = await following(t, harmless, forSome)
  t.equal(await next(telling, false), undefined)
  await restart({ ...forAll, source: undefined })
  await reload(forAll)
  t.notMatch(text() ?? '', /intranet/)
  await reload(forSome)
  t.match(text(), /intranet/, 'but some still see them')
})

t.test('nor does a copy of a zone that a start did not have', async (t) => {
  const { reload, restart, text } = await following(t, telling, forSome)
  await restart({ ...forAll, source: undefined })
  t.match(await reload(forAll), { outcome: 'refused', reason: { code: 'reload-leak' } })
  t.equal(text(), undefined)
  t.match(await reload(forSome), { outcome: 'switched' })
  t.match(text(), /intranet/)
})

t.test('a name that machines gave the inside is one of the inside at a start', async (t) => {
  const { site, restart, text } = await following(t, telling, forSome, '')
  t.notMatch(await change(site, 'internal', 'own.example', 'intranet.own.example A 10.0.0.81'), { error: /./ })
  await restart(forAll)
  t.equal(text(), undefined)
})

t.test('a record that was there when only some saw the zone is news when it comes again', async (t) => {
  const { reload, restart, text, next } = await following(t, telling, forSome)
  t.equal(await next({ serial: 3, records: harmless.records }, false), undefined)
  t.match(await reload(forAll), { outcome: 'switched' })
  t.match(await next({ ...telling, serial: 4 }, false), /names "intranet/)
  t.notMatch(text(), /intranet/)
  await restart(forAll)
  t.match(await next({ ...telling, serial: 5 }, false), /names "intranet/)
  t.notMatch(text(), /intranet/)
})
