// What messages add to a view that only few are shown may tell of the inside. No reload, plan or rollback shows it to everybody.

import t from 'tap'
import { inEnglish } from '../../src/supply/english.ts'
import { forAll, forSome, partnersZone, serving } from './partners.ts'

const REFUSED = { outcome: 'refused', good: false, reason: { code: 'reload-leak' } }

/** How partners come to see a private host; by whom it is sent. */
const ways = [
  { way: 'their own zone', zone: 'example.com', from: '127.0.0.1', shown: 'example.com', line: 'add pc 60 A 10.0.0.7' },
  { way: 'a made zone', zone: 'made.example', from: '127.0.0.1', shown: 'made.example', line: 'add pc 60 A 10.0.0.7' },
  {
    way: 'the zone that theirs is made of',
    zone: 'made.example',
    from: '127.0.0.2',
    shown: 'made.example',
    line: 'add pc 60 A 10.0.0.7',
  },
  {
    way: 'a reverse zone',
    zone: '1.0.10.in-addr.arpa',
    from: '127.0.0.1',
    shown: '1.0.10.in-addr.arpa',
    line: 'add pc 60 PTR intranet.example.com.',
  },
  {
    way: 'a name of the inside',
    zone: 'example.com',
    from: '127.0.0.1',
    shown: 'example.com',
    line: 'add pc 60 CNAME intranet.example.com.',
  },
] as const

for (const isSigned of [false, true])
  for (const { way, zone, from, shown, line } of ways)
    t.test(`no reload shows everybody what messages told few: ${way}${isSigned ? ', signed' : ''}`, async (t) => {
      const { site, write, change, reload, text, isPublic } = await serving(t, { ...forSome, isSigned })
      t.equal(await change(zone, line, from), 'NOERROR')
      t.match(text(shown), /^pc/m)
      write({ ...forAll, isSigned })
      t.match(await site.server.plan(), REFUSED)
      for (const file of [undefined, `${partnersZone}more A 192.0.2.99\n`]) {
        const report = await reload({ ...forAll, isSigned, ...(file && { file }) })
        t.match(report, REFUSED)
        t.same(
          report.refused.map(({ zone, view }) => `${view} ${zone}`),
          [`partners ${shown}.`],
        )
        t.match(inEnglish(report.refused[0]!.findings)[0]!.message, /"?pc\./)
        t.equal(isPublic(), false)
        t.match(text(shown), /^pc/m, 'those who saw it see it still')
      }
      t.ok(site.said.some((line) => line.includes('would show inside data to everybody') && line.includes('pc.')))
      t.equal(await change(zone, 'delete pc', from), 'NOERROR')
      t.match(await reload({ ...forAll, isSigned }), { outcome: 'switched', good: true })
      t.equal(isPublic(), true)
      t.match(text('example.com'), /printer/, 'what a file says is its writers to tell')
    })

t.test('nor the names that a reverse zone has of such addresses', async (t) => {
  const { change, reload, text, isPublic } = await serving(t, forSome)
  t.equal(await change('example.com', 'add pc 60 A 10.0.1.7'), 'NOERROR')
  t.match(text('1.0.10.in-addr.arpa'), /pc\.example\.com/)
  const report = await reload({ ...forAll, isAllowed: true })
  t.match(report, REFUSED)
  t.same(
    report.refused.map(({ zone }) => zone),
    ['1.0.10.in-addr.arpa.'],
  )
  t.equal(isPublic(), false)
})

t.test('a reload shows what somebody allows', async (t) => {
  const { change, reload, text } = await serving(t, forSome)
  t.equal(await change('example.com', 'add pc 60 A 10.0.0.7'), 'NOERROR')
  t.match(await reload({ ...forAll, isAllowed: true }), { outcome: 'switched', good: true })
  t.match(text('example.com'), /^pc/m)
})

t.test('no rollback to when their view was public shows it, unless it is forced', async (t) => {
  const { site, change, reload, text, isPublic } = await serving(t, forAll)
  t.match(await reload(forSome), { outcome: 'switched' })
  t.equal(await change('example.com', 'add pc 60 A 10.0.0.7'), 'NOERROR')
  t.match(await site.server.rollBack(1), { code: 'rollback-leak' })
  t.equal(isPublic(), false)
  t.match(text('example.com'), /^pc/m)
  t.match(await site.server.rollBack(1, { isForced: true }), { cause: 'rollback' })
  t.equal(isPublic(), true)
  t.match(text('example.com'), /^pc/m)
})

t.test('no plan that was good before a message came shows it', async (t) => {
  const { site, write, change, text, isPublic } = await serving(t, forSome)
  write(forAll)
  const { hash } = await site.server.plan()
  t.equal(await change('example.com', 'add pc 60 A 10.0.0.7'), 'NOERROR')
  await t.rejects(
    site.server.apply(
      hash!,
      () => {},
      () => new Error('another plan'),
    ),
    { message: 'another plan' },
  )
  t.equal(isPublic(), false)
  t.match(text('example.com'), /^pc/m)
})

t.test('a message that comes while a reload is on its way is judged before the reload shows it', async (t) => {
  const { site, write, change, isPublic } = await serving(t, forSome)
  write(forAll)
  const { store } = site.server
  const alone = store.alone.bind(store)
  store.alone = async (task) => {
    store.alone = alone
    t.equal(await change('example.com', 'add pc 60 A 10.0.0.7'), 'NOERROR')
    return alone(task)
  }
  t.match(await site.reload(), REFUSED)
  t.equal(isPublic(), false)
})
