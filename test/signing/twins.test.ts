// Views that show the same content of a zone: it is signed once, and lies in memory once, until one of them shows something else.

import { renameSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { netChanges } from '../../src/store/net-changes.ts'
import { FEW_RECORDS } from '../../src/zone/fold.ts'
import { zoneLines } from '../support/signed.ts'
import { fault, INSIDE, SIGNED_CONFIG, setAhead, shown, startedSite, stopClock } from '../support/signed-site.ts'
import type { Site } from '../support/site.ts'

const ONE_FILE = SIGNED_CONFIG.replace('{internal: in.zone, external: out.zone}', 'in.zone')
const DAY = 86_400
const VIEWS = ['internal', 'external'] as const

t.afterEach(() => setAhead(undefined))

const images = (site: Site) => new Set(VIEWS.map((view) => shown(site, view).image)).size
const serials = (site: Site) => VIEWS.map((view) => shown(site, view).serial)

/** What a secondary of the view takes and gives up that has the zone with this serial; undefined where it takes the whole zone. */
function since(site: Site, view: string, serial: number): string[] | undefined {
  const steps = site.server.history.since({ view, origin: nameFromText('univ.example.') }, serial)
  if (steps === undefined) return undefined
  const { removed, added } = netChanges(steps)
  const records: string[] = []
  for (const [list, sign] of [[removed, '-'] as const, [added, '+'] as const])
    list.each((bytes, owner, type, ttl, data, length) => {
      const [name, rdata] = [bytes.subarray(owner, data - 10), bytes.subarray(data, data + length)]
      records.push(
        `${sign} ${Buffer.from(name).toString('latin1')} ${ttl} ${type} ${Buffer.from(rdata).toString('hex')}`,
      )
    })
  return records.sort()
}

const hosts = (count: number) => Array.from({ length: count }, (_, i) => `h${i} A 10.1.0.${i % 250}\n`).join('')

t.test('what both views show lies in memory once, whatever becomes of it', async (t) => {
  stopClock()
  const site = await startedSite(t, ONE_FILE)
  t.equal(images(site), 1)
  for (const [what, text] of Object.entries({
    'a name more': `${INSIDE}new A 10.0.0.9\n`,
    'another address': `${INSIDE}new A 10.0.0.10\n`,
    'more names than are amended': `${INSIDE}${hosts(600)}`,
    'one of them': `${INSIDE}${hosts(599)}`,
  })) {
    const before = serials(site)
    site.write('in.zone', text)
    await site.reload()
    t.equal(images(site), 1, what)
    t.equal(fault(site), undefined, what)
    t.same(serials(site), [before[0]! + 1, before[0]! + 1], `${what}: one step`)
    const ways = VIEWS.map((view) => since(site, view, before[0]!))
    t.same(ways[1], ways[0], `${what}: secondaries of both views take what has changed`)
  }
  t.same(site.said, [])
})

t.test('signatures that are due are made once, and a restart goes on so', async (t) => {
  const site = await startedSite(t, ONE_FILE)
  const before = serials(site)
  for (const day of [1, 2, 3, 9]) {
    const [last] = serials(site)
    setAhead(day * DAY)
    await site.reload()
    // What is due is done face by face: between two turns both are alike.
    await site.server.store.alone(() => {
      t.equal(images(site), 1, `day ${day}`)
      t.equal(fault(site), undefined, `day ${day}`)
      t.same(since(site, 'external', last!), since(site, 'internal', last!), `day ${day}: they know the same way`)
    })
  }
  t.ok(serials(site)[1]! > before[1]!)
  const last = VIEWS.map((view) => zoneLines(shown(site, view)))
  await site.restart()
  t.equal(images(site), 1, 'after a restart')
  t.same(
    VIEWS.map((view) => zoneLines(shown(site, view))),
    last,
  )
})

t.test('views that part have each its own, and come together again', async (t) => {
  const site = await startedSite(t, ONE_FILE)
  site.write('out.zone', `${INSIDE}only A 192.0.2.7\n`)
  site.write('janus.yaml', SIGNED_CONFIG)
  await site.reload()
  t.equal(images(site), 2)
  t.equal(fault(site), undefined)
  t.match(zoneLines(shown(site, 'external')).join('\n'), /^only\./m)
  t.notMatch(zoneLines(shown(site, 'internal')).join('\n'), /^only\./m)
  site.write('in.zone', `${INSIDE}new A 10.0.0.9\n`)
  await site.reload()
  t.equal(fault(site), undefined, 'the one changes')
  const before = serials(site)
  site.write('janus.yaml', ONE_FILE)
  await site.reload()
  t.equal(fault(site), undefined)
  t.ok(serials(site).every((serial, i) => serial >= before[i]!))
  t.notMatch(zoneLines(shown(site, 'external')).join('\n'), /^only\./m)
})

t.test('both go on as they are while the keys are away', async (t) => {
  const site = await startedSite(t, ONE_FILE)
  const before = serials(site)
  await site.stop()
  renameSync(join(site.folder, 'keys'), join(site.folder, 'away'))
  await site.start()
  t.same(serials(site), before)
  await site.stop()
  renameSync(join(site.folder, 'away'), join(site.folder, 'keys'))
  await site.start()
  t.same(serials(site), before)
  t.equal(fault(site), undefined)
  t.equal(images(site), 1)
})

t.test('the first change of a large zone is made where it lies, for both views and after a restart too', async (t) => {
  stopClock()
  const site = await startedSite(t, ONE_FILE)
  const change = async (text: string) => {
    site.write('in.zone', `${INSIDE}${hosts(FEW_RECORDS)}${text}`)
    await site.reload()
    t.equal(images(site), 1, text)
    t.equal(fault(site), undefined, text)
    return shown(site, 'external').image
  }
  const image = await change('')
  t.equal(await change('new A 10.0.0.9\n'), image)
  t.equal(await change('new A 10.0.0.10\n'), image)
  await site.restart()
  const again = shown(site, 'external').image
  t.equal(await change('new A 10.0.0.11\n'), again)
})
