// A server whose zones are signed: what it shows after starts, reloads, rollbacks and changes is what validators accept, and no serial
// stands for two contents.

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { isNewerSerial } from '../../src/dns/serial.ts'
import { changeTo } from '../support/edits.ts'
import { zoneLines } from '../support/signed.ts'
import { fault, INSIDE, setAhead, shown, signatures, startedSite } from '../support/signed-site.ts'
import { zoneOf } from '../support/zones.ts'

const ORIGIN = nameFromText('univ.example.')
const DAY = 86_400

t.afterEach(() => setAhead(undefined))

t.test('both faces are signed with one key, and share what they have in common', async (t) => {
  const site = await startedSite(t)
  t.equal(fault(site), undefined)
  const [inside, outside] = ['internal', 'external'].map((view) => new Set(signatures(shown(site, view))))
  const shared = [...outside!].filter((line) => inside!.has(line))
  t.ok(shared.length >= outside!.size - 4, `${shared.length} of ${outside!.size}`)
  t.equal(readdirSync(join(site.folder, 'keys/zone/univ.example')).length, 2, 'one key, and what is known of it')
  t.notOk(zoneLines(shown(site, 'external')).some((line) => line.includes('intra')))
})

t.test('a restart serves what was served, under its serial', async (t) => {
  const site = await startedSite(t)
  const before = [shown(site, 'internal'), shown(site, 'external')].map(zoneLines)
  await site.restart()
  t.same([shown(site, 'internal'), shown(site, 'external')].map(zoneLines), before)
  // A week later all are due.
  setAhead(8 * DAY)
  await site.restart()
  t.equal(fault(site), undefined)
  t.not(shown(site, 'internal').serial, Number(/ (\d{10}) /.exec(before[0]![0]!)?.[1]))
})

t.test('reloads, rollbacks and changes raise the serial once, and sign what they touch', async (t) => {
  const site = await startedSite(t)
  const serial = () => shown(site, 'internal').serial
  const first = serial()
  const old = new Set(signatures(shown(site, 'internal')))
  site.write('in.zone', `${INSIDE}new A 10.0.0.9\n`)
  await site.reload()
  t.equal(fault(site), undefined)
  t.equal(serial(), first + 1)
  t.equal(signatures(shown(site, 'internal')).filter((line) => !old.has(line)).length, 4)
  await site.server.rollBack()
  t.equal(fault(site), undefined)
  t.equal(serial(), first + 2)
  t.notOk(zoneLines(shown(site, 'internal')).some((line) => line.startsWith('new.')))
  site.write('in.zone', INSIDE.replace('2026010101', '2026020101'))
  await site.reload()
  t.equal(serial(), 2026020101, 'a newer serial of the file is taken')
  t.equal(fault(site), undefined)
  const face = { view: 'internal', origin: ORIGIN }
  const served = site.server.current.candidate.loaded.faces.find(({ face }) => face.viewName === 'internal')!.served!
  const after = `${INSIDE.replace('2026010101', '2026020102')}added A 10.9.9.9\n`
  const outcome = await site.server.store.accept(changeTo('internal', served, zoneOf('univ.example.', after)))
  t.equal(outcome.kind, 'accepted')
  t.equal(fault(site), undefined)
  t.ok(isNewerSerial(serial(), 2026020101))
  t.ok(zoneLines(shown(site, 'internal')).some((line) => line.startsWith('added.')))
  t.ok(
    site.server.history.since(face, 2026020101)?.length === 1,
    'secondaries get what has changed, with its signatures',
  )
  await site.restart()
  t.equal(fault(site), undefined)
  t.ok(zoneLines(shown(site, 'internal')).some((line) => line.startsWith('added.')))
})
