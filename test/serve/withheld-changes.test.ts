// What messages add to a view that only few are shown, and a start with a configuration that makes this view public: nobody is shown what
// tells of the inside, all else is served, and nothing of it is lost.

import { join } from 'node:path'
import t from 'tap'
import { servedOffline } from '../../src/serve/offline.ts'
import { printZone } from '../../src/supply/faces/print.ts'
import { readZones } from '../../src/supply/loader/read-zones.ts'
import { loadConfig } from '../../src/text/config/load.ts'
import { forAll, forSome, hosts, partnersZone, serving, ways, withheldLines } from './partners.ts'
import { insider, NOTHING_WITHHELD, withheldTold } from './withheld-told.ts'

for (const isSigned of [false, true])
  for (const { way, zone, line } of ways)
    t.test(`a start shows nobody what messages told few: ${way}${isSigned ? ', signed' : ''}`, async (t) => {
      const some = { ...forSome, isSigned }
      const all = { ...forAll, isSigned }
      const { site, change, reload, restart, text, isPublic } = await serving(t, some)
      t.equal(await change(zone, line), 'NOERROR')
      if (zone !== '1.0.10.in-addr.arpa') t.equal(await change(zone, 'add more 60 A 192.0.2.9'), 'NOERROR')
      const before = text(zone)
      for (let starts = 0; starts < 2; starts++) {
        await restart(all)
        t.equal(isPublic(), true)
        t.notMatch(text(zone), /^pc/m)
        t.match(text(zone), zone === '1.0.10.in-addr.arpa' ? /SOA/ : /^more/m, 'all else is served')
        t.equal(withheldLines(site).length, 1)
        t.match(JSON.parse(withheldLines(site)[0]!), {
          level: 50,
          zone: `${zone}.`,
          view: 'partners',
          findings: [/pc\./],
        })
      }
      t.same(await withheldTold(site.server), {
        status: { copies: 0, changed: 1, names: 1 },
        line: 'changes at 1 name of 1 zone face (see janus dynamic): everybody would learn of the inside',
        metrics: [`janus_withheld{zone="${zone}.",view="partners",what="changes"} 1`],
      })
      t.same(await withheldTold(site.server, insider), NOTHING_WITHHELD, 'who sees another view')
      t.match(await reload(all), { outcome: 'unchanged' })
      t.equal(await change(zone, 'add later 60 TXT x'), 'NOERROR')
      t.notMatch(text(zone), /^pc/m, 'a message to another name brings nothing back')
      t.equal(await change(zone, 'add pc 60 TXT x'), 'REFUSED')
      t.equal(await change(zone, 'delete pc'), 'REFUSED')
      t.match(await reload(some), { outcome: 'switched', good: true })
      t.equal(isPublic(), false)
      t.match(text(zone), /^later/m)
      t.same(hosts(text(zone)), [...hosts(before), 'later'].sort(), 'it is back')
      t.same(await withheldTold(site.server), NOTHING_WITHHELD)
      t.equal(await change(zone, 'delete pc'), 'NOERROR')
      await restart(all)
      t.same(withheldLines(site), [])
      t.notMatch(text(zone), /^pc/m)
    })

t.test('a start shows what somebody allows, and a reload that allows it brings it back', async (t) => {
  const { site, change, reload, restart, text } = await serving(t, forSome)
  t.equal(await change('example.com', 'add pc 60 A 10.0.0.7'), 'NOERROR')
  await restart({ ...forAll, isAllowed: true })
  t.match(text('example.com'), /^pc/m)
  await restart(forAll)
  t.notMatch(text('example.com'), /^pc/m)
  t.match(await reload({ ...forAll, isAllowed: true }), { outcome: 'switched', good: true })
  t.match(text('example.com'), /^pc/m)
  t.ok(site.said.some((line) => line.includes('that were withheld are served again')))
  await restart({ ...forAll, isAllowed: true })
  t.match(text('example.com'), /^pc/m)
  t.same(withheldLines(site), [])
})

t.test('a start shows it in no zone that is made of such a zone', async (t) => {
  const { change, reload, restart, text } = await serving(t, forSome)
  t.equal(await change('made.example', 'add pc 60 A 10.0.0.9', '127.0.0.2'), 'NOERROR')
  t.equal(await change('example.com', 'add pc 60 A 10.0.1.7'), 'NOERROR')
  const told = () => [/^pc/m.test(text('made.example')), /PTR pc/.test(text('1.0.10.in-addr.arpa'))]
  t.same(told(), [true, true])
  await restart(forAll)
  t.same(told(), [false, false])
  t.match(text('made.example'), /^www/m)
  await restart({ ...forAll, isAllowed: true })
  t.match(text('example.com'), /^pc/m)
  t.same(told(), [false, false], 'only the address was allowed')
  await reload(forSome)
  t.same(told(), [true, true])
})

t.test('what needs a withheld host is withheld with it, and not lost', async (t) => {
  const { change, reload, restart, text } = await serving(t, forSome)
  t.equal(await change('example.com', 'add pc 60 A 10.0.0.7'), 'NOERROR')
  t.equal(await change('example.com', 'add mail 60 MX 10 pc.example.com.'), 'NOERROR')
  await restart(forAll)
  t.notMatch(text('example.com'), /^(pc|mail)/m)
  await reload(forSome)
  t.match(text('example.com'), /^pc/m)
  t.match(text('example.com'), /^mail/m)
})

t.test('another file under it, a plan and a drop', async (t) => {
  const { site, write, change, reload, restart, text } = await serving(t, forSome)
  t.equal(await change('example.com', 'add pc 60 A 10.0.0.7'), 'NOERROR')
  await restart(forAll)
  t.match(await reload({ ...forAll, file: `${partnersZone}new A 192.0.2.99\n` }), { outcome: 'switched', good: true })
  t.match(text('example.com'), /^new/m)
  t.notMatch(text('example.com'), /^pc/m)
  // A plan lays the layer over too, and serves nothing.
  write(forSome)
  t.match(await site.server.plan(), { outcome: 'switched' })
  t.match(await reload(forAll), { good: true })
  t.equal(await change('example.com', 'add pc 60 TXT x'), 'REFUSED')
  const dynamic = site.server.dynamic!
  const name = dynamic.layers.names[0]!
  const drop = await dynamic.drop(name, (set) => ({ ...set, ttl: undefined, added: new Map(), hidden: new Map() }))
  t.match(drop, { outcome: { kind: 'accepted' }, entries: 1 })
  await reload(forAll)
  t.equal(dynamic.withheld.has(name), false)
  t.equal(await change('example.com', 'add pc 60 TXT x'), 'NOERROR')
  t.match(text('example.com'), /^pc .*TXT/m)
})

t.test('a change of what is withheld shows nothing of it', async (t) => {
  const { site, change, restart, text, reload } = await serving(t, forSome)
  t.equal(await change('example.com', 'add pc 60 A 10.0.0.7'), 'NOERROR')
  await restart(forAll)
  const dynamic = site.server.dynamic!
  const name = dynamic.layers.names[0]!
  // As when time alone changes it: another TTL, and the same address.
  const [set] = dynamic.layers.of(name).each()
  t.match(await dynamic.drop(name, (one) => ({ ...one, ttl: 30 })), { outcome: { kind: 'accepted' } })
  t.equal(set!.added.size, 1)
  t.notMatch(text('example.com'), /^pc/m)
  await reload(forSome)
  t.match(text('example.com'), /^pc .*30/m)
})

t.test('whoever asks what a start would serve is told the same', async (t) => {
  const { site, change, restart } = await serving(t, forSome)
  t.equal(await change('example.com', 'add pc 60 A 10.0.0.7'), 'NOERROR')
  await restart(forAll)
  const { settings } = loadConfig(join(site.folder, 'janus.yaml'))
  const { candidate, dropped } = await servedOffline(settings!, await readZones(settings!, 'load', undefined))
  t.same(dropped, [])
  t.same(
    candidate.loaded.faces.map(({ served, face }) => printZone(served!, face.viewName)),
    site.server.current.candidate.loaded.faces.map(({ served, face }) => printZone(served!, face.viewName)),
  )
})
