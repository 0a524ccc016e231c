// What messages add to a view that everybody is shown, and a reload or a rollback by whose settings that tells of the inside: it is withheld
// then, as a start withholds it, and nothing of it is lost.

import t from 'tap'
import { change as changeByApi } from '../support/remade-site.ts'
import { forAll, forSome, hosts, partnersZone, serving, ways, withheldLines } from './partners.ts'

for (const isSigned of [false, true])
  for (const { way, zone, line } of ways)
    t.test(`a reload withholds what a start would: ${way}${isSigned ? ', signed' : ''}`, async (t) => {
      const all = { ...forAll, isSigned }
      const allowing = { ...all, isAllowed: true, allowed: `pc.${zone}` }
      const { site, write, change, reload, restart, text } = await serving(t, allowing)
      t.equal(await change(zone, line), 'NOERROR')
      t.equal(await change(zone, 'add more 60 TXT x'), 'NOERROR')
      t.match(text(zone), /^pc/m)
      const plan = { outcome: 'switched', good: true }
      write(all)
      t.match(await site.server.plan(), plan)
      t.match(text(zone), /^pc/m, 'a plan changes nothing')
      t.same(withheldLines(site), [])
      t.match(await reload(all), plan)
      t.notMatch(text(zone), /^pc/m)
      t.match(text(zone), /^more/m, 'all else is served')
      t.match(
        withheldLines(site).map((said) => JSON.parse(said)),
        [{ level: 50, zone: `${zone}.`, findings: [/pc\./] }],
      )
      t.equal(await change(zone, 'delete pc'), 'REFUSED')
      const after = text(zone)
      t.match(await reload(all), { good: true })
      t.equal(text(zone), after)
      t.equal(withheldLines(site).length, 1)
      await restart(all)
      t.same(hosts(text(zone)), hosts(after))
      t.match(await reload(allowing), plan)
      t.match(text(zone), /^pc/m)
    })

t.test('a reload withholds what an entry allowed that has run out', async (t) => {
  const config = { ...forAll, isAllowed: true, until: '2999-12-31' }
  const { change, reload, text } = await serving(t, config)
  t.equal(await change('example.com', 'add pc 60 A 10.0.0.7'), 'NOERROR')
  t.match(await reload(config), { outcome: 'unchanged' })
  t.match(text('example.com'), /^pc/m)
  const now = Date.now
  const ahead = Date.parse('3000-01-02') - now()
  t.teardown(() => {
    Date.now = now
  })
  Date.now = () => now() + ahead
  t.match(await reload(config), { outcome: 'switched', good: true })
  t.notMatch(text('example.com'), /^pc/m)
})

t.test('a reload withholds what has become the inside, and changes nothing for few', async (t) => {
  const { site, change, reload, text } = await serving(t, forAll)
  t.equal(await change('example.com', 'add pc 60 A 198.51.100.7'), 'NOERROR')
  t.equal(await change('example.com', 'add mail 60 MX 10 pc.example.com.'), 'NOERROR')
  t.match(await reload({ ...forAll, inside: '198.51.100.0/24' }), { outcome: 'switched', good: true })
  t.notMatch(text('example.com'), /^(pc|mail)/m)
  t.equal(withheldLines(site).length, 1)
  t.match(await reload({ inside: '198.51.100.0/24' }), { outcome: 'switched', good: true })
  t.match(text('example.com'), /^pc/m)
  t.match(text('example.com'), /^mail/m)
  t.match(await reload({ inside: '198.51.100.0/25' }), { good: true })
  t.match(text('example.com'), /^pc/m)
})

t.test('no rollback brings back what is told by the settings of then, unless they allow it', async (t) => {
  const { site, change, reload, text } = await serving(t, { ...forAll, inside: '198.51.100.0/24' })
  t.match(await reload({ ...forAll, file: `${partnersZone}new A 192.0.2.99\n` }), { outcome: 'switched' })
  t.equal(await change('example.com', 'add pc 60 A 198.51.100.7'), 'NOERROR')
  t.match(await site.server.rollBack(1), { cause: 'rollback' })
  t.notMatch(text('example.com'), /^pc/m)
  t.match(await reload(forAll), { good: true })
  t.match(text('example.com'), /^pc/m)
})

t.test('the API changes nothing at a name of which something is withheld', async (t) => {
  const { site, change, restart, text, reload } = await serving(t, forSome)
  t.equal(await change('example.com', 'add pc 60 A 10.0.0.7'), 'NOERROR')
  await restart(forAll)
  const before = text('example.com')
  const refused = { code: 'bad-change', error: /earlier changes at pc\.example\.com\. .* are withheld/i }
  for (const line of ['pc.example.com A 192.0.2.7', 'PC.Example.com A', 'pc.example.com TXT "x"'])
    t.match(await changeByApi(site, 'partners', 'example.com', line), refused)
  t.match(await changeByApi(site, 'partners', 'example.com', 'pc2.example.com A 192.0.2.7'), { kind: 'one' })
  t.equal(
    text('example.com')
      .replace(/^pc2 .*\n/m, '')
      .replace(/ \d+ 86400/, ''),
    before.replace(/ \d+ 86400/, ''),
  )
  await reload(forSome)
  t.match(await changeByApi(site, 'partners', 'example.com', 'pc.example.com A'), { kind: 'one' })
  t.notMatch(text('example.com'), /^pc /m)
})
