// What messages have added to a view that everybody is shown, and names that the inside gets later: as long as the settings about leaks are
// the same, neither a start nor a reload takes from everybody what he was shown. What is withheld stays so.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { MAGIC, writeRecord } from '../../src/store/log-format.ts'
import { readLayerLog } from '../../src/update/layer-log.ts'
import { writeLayerRecords } from '../../src/update/layer-record.ts'
import { forAll, forSome, hosts, insideWith, partnersZone, serving, withheldLines } from './partners.ts'

const zones = [
  { zone: 'example.com', line: 'add pc 60 CNAME later.example.com.' },
  { zone: 'made.example', line: 'add pc 60 CNAME later.example.com.' },
  { zone: '1.0.10.in-addr.arpa', line: 'add pc 60 PTR later.example.com.' },
] as const

for (const isSigned of [false, true])
  for (const { zone, line } of zones)
    t.test(`a start shows what everybody has seen: ${zone}${isSigned ? ', signed' : ''}`, async (t) => {
      const all = { ...forAll, isSigned }
      const { site, change, reload, restart, text } = await serving(t, all)
      t.equal(await change(zone, line), 'NOERROR')
      site.write('internal.zone', insideWith('later'))
      t.match(await reload(all), { good: true })
      t.match(text(zone), /^pc/m)
      for (let starts = 0; starts < 3; starts++) {
        await restart(all)
        t.match(text(zone), /^pc/m)
        t.same(withheldLines(site), [])
      }
      t.match(await reload({ ...all, file: `${partnersZone}new A 192.0.2.99\n` }), { good: true })
      t.match(text(zone), /^pc/m)
      await restart({ ...all, inside: '198.51.100.0/24' })
      t.notMatch(text(zone), /^pc/m, 'other settings judge it anew')
      t.equal(withheldLines(site).length, 1)
      await restart({ ...all, inside: '198.51.100.0/24' })
      t.notMatch(text(zone), /^pc/m, 'and what is withheld stays so')
      t.equal(withheldLines(site).length, 1)
    })

t.test('the first start after the name has come shows it, too', async (t) => {
  const { site, change, restart, text } = await serving(t, forAll)
  t.equal(await change('example.com', 'add pc 60 CNAME later.example.com.'), 'NOERROR')
  site.write('internal.zone', insideWith('later'))
  await restart(forAll)
  t.match(text('example.com'), /^pc/m)
  t.same(withheldLines(site), [])
})

t.test('what is withheld beside it stays withheld, start after start', async (t) => {
  const { site, change, reload, restart, text } = await serving(t, forSome)
  t.equal(await change('example.com', 'add pc 60 A 10.0.0.7'), 'NOERROR')
  await restart(forAll)
  t.equal(await change('example.com', 'add more 60 CNAME later.example.com.'), 'NOERROR')
  site.write('internal.zone', insideWith('later'))
  for (let starts = 0; starts < 3; starts++) {
    await restart(forAll)
    t.same(hosts(text('example.com')), ['more'])
    t.match(
      withheldLines(site).map((line) => JSON.parse(line)),
      [{ findings: [/pc\./] }],
    )
    t.equal(withheldLines(site).length, 1)
    t.match(await reload({ ...forAll, file: `${partnersZone}new${starts} A 192.0.2.99\n` }), { good: true })
    t.same(hosts(text('example.com')), ['more'])
  }
})

t.test('nor does a reload or a rollback withhold it that brings another file under it', async (t) => {
  const { site, change, reload, text } = await serving(t, forAll)
  t.match(await reload({ ...forAll, file: `${partnersZone}new A 192.0.2.99\n` }), { good: true })
  t.equal(await change('example.com', 'add pc 60 CNAME later.example.com.'), 'NOERROR')
  site.write('internal.zone', insideWith('later'))
  t.match(await reload({ ...forAll, file: `${partnersZone}newer A 192.0.2.99\n` }), { good: true })
  t.match(text('example.com'), /^pc/m)
  t.match(await site.server.rollBack(1), { cause: 'rollback' })
  t.match(text('example.com'), /^pc/m)
  t.same(withheldLines(site), [])
})

t.test('what came while only few saw the view has been seen by nobody else', async (t) => {
  const { site, change, reload, restart, text } = await serving(t, forAll)
  t.equal(await change('example.com', 'add more 60 CNAME early.example.com.'), 'NOERROR')
  t.match(await reload(forSome), { good: true })
  t.equal(await change('example.com', 'add pc 60 CNAME later.example.com.'), 'NOERROR')
  site.write('internal.zone', insideWith('later', 'early'))
  await restart(forAll)
  t.same(hosts(text('example.com')), [])
  await restart(forAll)
  t.same(hosts(text('example.com')), [])
})

t.test('an entry that has run out lets a start look again', async (t) => {
  const config = { ...forAll, isAllowed: true, until: '2999-12-31' }
  const { site, change, restart, text } = await serving(t, config)
  t.equal(await change('example.com', 'add pc 60 A 10.0.0.7'), 'NOERROR')
  await restart(config)
  t.match(text('example.com'), /^pc/m)
  const now = Date.now
  const ahead = Date.parse('3000-01-02') - now()
  t.teardown(() => {
    Date.now = now
  })
  Date.now = () => now() + ahead
  await restart(config)
  t.notMatch(text('example.com'), /^pc/m)
  t.equal(withheldLines(site).length, 1)
})

t.test('a state folder without such marks is judged, and gets them', async (t) => {
  const { site, change, reload, restart, text } = await serving(t, forAll)
  t.equal(await change('example.com', 'add pc 60 CNAME later.example.com.'), 'NOERROR')
  const unmarked = async () => {
    await site.stop()
    const path = join(site.folder, 'state/kept/layers')
    const found = await readLayerLog(readFileSync(path))
    const records = [...found.values()].map(({ shown, ...layer }) => writeRecord(1, writeLayerRecords([layer])))
    writeFileSync(path, Buffer.concat([MAGIC, ...records]))
    await site.start()
  }
  await unmarked()
  t.match(text('example.com'), /^pc/m)
  site.write('internal.zone', insideWith('later'))
  await restart(forAll)
  t.match(text('example.com'), /^pc/m, 'the start has marked what it shows')
  await unmarked()
  t.notMatch(text('example.com'), /^pc/m)
  t.match(await reload(forSome), { good: true })
  t.match(text('example.com'), /^pc/m)
})

t.test('a disk that takes no mark keeps nobody from being served, and gets it at the next reload', async (t) => {
  const { site, change, reload, restart, text } = await serving(t, forAll)
  t.equal(await change('example.com', 'add pc 60 CNAME later.example.com.'), 'NOERROR')
  const { layers } = site.server.dynamic!
  const keep = layers.keep.bind(layers)
  layers.keep = () => Promise.reject(new Error('the disk is full'))
  const other = { ...forAll, inside: '198.51.100.0/24' }
  t.match(await reload(other), { good: true })
  t.match(text('example.com'), /^pc/m)
  t.equal(site.said.filter((line) => line.includes('the next start judges again')).length, 1)
  layers.keep = keep
  t.match(await reload({ ...other, file: `${partnersZone}new A 192.0.2.99\n` }), { good: true })
  site.write('internal.zone', insideWith('later'))
  await restart(other)
  t.match(text('example.com'), /^pc/m)
})

t.test('a primary in its place lets nobody see what few were shown', async (t) => {
  const { site, write, change, reload, restart, text } = await serving(t, forSome)
  t.equal(await change('example.com', 'add pc 60 A 10.0.0.7'), 'NOERROR')
  await site.stop()
  write(forAll)
  const written = readFileSync(join(site.folder, 'janus.yaml'), 'utf8')
  const other = written.replace('partners: partners.zone}', 'partners: {primary: far}}')
  site.write('janus.yaml', `${other}primaries: {far: {address: ["127.0.0.9:1"]}}\n`)
  await site.start()
  t.same(hosts(text('example.com')), [])
  await restart(forAll)
  t.same(hosts(text('example.com')), [])
  t.equal(withheldLines(site).length, 1)
  t.match(await reload(forSome), { good: true })
  t.same(hosts(text('example.com')), ['pc'])
})

t.test('a reload that is refused marks nothing as seen', async (t) => {
  const config = { ...forAll, isAllowed: true, until: '2999-12-31' }
  const { change, reload, restart, text } = await serving(t, config)
  t.equal(await change('example.com', 'add pc 60 A 10.0.0.7'), 'NOERROR')
  const now = Date.now
  const ahead = Date.parse('3000-01-02') - now()
  t.teardown(() => {
    Date.now = now
  })
  Date.now = () => now() + ahead
  t.match(await reload({ ...config, file: 'no zone' }), { good: false })
  await restart({ ...config, file: partnersZone })
  t.notMatch(text('example.com'), /^pc/m)
})
