// What else looks at zones finds an edition as it finds a zone that was read: rules over the view, explanations, plans, transfers.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { Type } from '../../src/dns/types.ts'
import { diffZones } from '../../src/supply/zone-diff.ts'
import { Explainer } from '../../src/tools/explain/explain.ts'
import { defaultOptions } from '../support/ask.ts'
import { changeTo } from '../support/edits.ts'
import { folderOf } from '../support/janus.ts'
import { change, followed } from '../support/remade-site.ts'
import { Site } from '../support/site.ts'
import { zoneOf } from '../support/zones.ts'

const head = (serial: number) =>
  `$TTL 60\n@ SOA ns hostmaster ${serial} 2 3 4 5\n@ NS ns\n@ NS ns.b.example.\nns A 192.0.2.1\n`
const zone = (serial: number, lines = '') => zoneOf('a.example.', `${head(serial)}${lines}`)
const config = `listen: ["127.0.0.1:0"]
udp: portable
state: state
views: {inside: [127.0.0.1], world: [any]}
zones:
  a.example: {inside: a.zone, world: {from: inside}}
  b.example: b.zone
  2.0.192.in-addr.arpa: {inside: reverse.zone}
`

async function siteOf(t: Test, text = config): Promise<Site> {
  const reverse = `$TTL 60\n@ SOA ns.a.example. hostmaster.a.example. 1 2 3 4 5\n@ NS ns.a.example.\n`
  const site = new Site(
    folderOf(t, {
      'janus.yaml': text,
      'a.zone': head(1),
      'b.zone': `${head(1)}h A 192.0.2.7\n`,
      'reverse.zone': reverse,
    }),
  )
  await site.start()
  t.teardown(() => site.stop())
  return site
}

const plain = config.replace('{inside: a.zone, world: {from: inside}}', 'a.zone')

t.test('an alias in another zone is seen from an edition whose own file is broken', async (t) => {
  const site = await siteOf(t, plain)
  const edited = zone(2, 'm MX 1 h.b.example.\nx.y MX 1 h.b.example.\n')
  for (const view of ['inside', 'world'])
    t.match(await site.server.store.accept(changeTo(view, zone(1), edited)), { kind: 'accepted' })
  writeFileSync(join(site.folder, 'a.zone'), 'broken')
  writeFileSync(join(site.folder, 'b.zone'), `${head(2)}h CNAME ns\n`)
  t.match(await site.reload(), { good: false })
  const states = Object.fromEntries(site.served.map(({ face, state }) => [face, state]))
  t.match(states, { 'inside a.example.': 'stale-source', 'inside b.example.': 'stale-source' })
  writeFileSync(join(site.folder, 'a.zone'), head(1))
  writeFileSync(join(site.folder, 'b.zone'), `${head(3)}h A 192.0.2.8\n`)
  t.match(await site.reload(), { good: true })
  t.match(site.served.find(({ face }) => face === 'inside a.example.')?.text, /h\.b\.example/)
})

t.test('faces made of one that has editions follow these, and are served on where its file is broken', async (t) => {
  const site = await siteOf(t)
  const text = (face: string) => site.served.find((one) => one.face === face)?.text
  t.match(await site.server.store.accept(changeTo('inside', zone(1), zone(2, 'h A 192.0.2.9\n'))), { kind: 'accepted' })
  await followed(site)
  t.match(text('world a.example.'), /192\.0\.2\.9/)
  t.match(await site.reload(), { outcome: 'unchanged' })
  writeFileSync(join(site.folder, 'a.zone'), 'broken')
  t.match(await site.reload(), { good: false })
  for (const face of ['inside a.example.', 'world a.example.']) t.match(text(face), /192\.0\.2\.9/)
  t.match(await site.server.plan(), { good: false })
  t.match(await change(site, 'world', 'a.example', 'w.a.example A 192.0.2.10'), { kind: 'one' })
  writeFileSync(join(site.folder, 'a.zone'), head(1))
  t.match(await site.reload(), { good: true })
  t.match(text('world a.example.'), /192\.0\.2\.10/)
  t.match(text('world a.example.'), /192\.0\.2\.9/)
})

t.test('an answer out of an edition is explained, with the lines of what was read', async (t) => {
  const site = await siteOf(t, plain)
  await site.server.store.accept(changeTo('inside', zone(1), zone(2, 'new A 192.0.2.9\nns A 192.0.2.4\n')))
  const explainer = new Explainer(defaultOptions)
  const explained = (name: string, type: number) =>
    explainer.explain(site.server.explained, { address: Uint8Array.of(127, 0, 0, 1), name: nameFromText(name), type })
  t.match(explained('new.a.example.', Type.A), {
    answer: { rcode: 'NOERROR', sections: { answer: [{ rdata: '192.0.2.9' }] } },
  })
  const { answer } = explained('ns.a.example.', Type.A).answer!.sections
  t.same(answer.map(({ rdata, file, line }) => [rdata, file?.split('/').at(-1), line]).sort(), [
    ['192.0.2.1', 'a.zone', 5],
    ['192.0.2.4', undefined, undefined],
  ])
})

t.test('an edition differs from another as zones do that were read', async (t) => {
  const site = await siteOf(t, plain)
  const served = () => site.server.current.candidate.loaded.faces[0]!.served!
  const first = served()
  await site.server.store.accept(changeTo('inside', zone(1), zone(2, 'a.b TXT x\nns A 192.0.2.4\n')))
  const second = served()
  await site.server.store.accept(changeTo('inside', zone(2, 'a.b TXT x\nns A 192.0.2.4\n'), zone(3)))
  const third = served()
  const told = (...pair: [typeof first, typeof first]) =>
    diffZones(...pair, 100)
      .changes.map(({ owner, type }) => `${owner} ${type}`)
      .sort()
  t.same(told(first, second), ['a.b.a.example. TXT', 'a.example. SOA', 'ns.a.example. A'])
  t.same(told(second, third), ['a.b.a.example. TXT', 'a.example. SOA', 'ns.a.example. A'])
  t.same(told(first, third), ['a.example. SOA'])
})
