// A server whose zones are signed: what it shows after starts, reloads, rollbacks and changes is what validators accept, and no serial
// stands for two contents.

import { readdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { isNewerSerial } from '../../src/dns/serial.ts'
import { Expiry } from '../../src/zone/expiry.ts'
import { changeTo } from '../support/edits.ts'
import { zoneLines } from '../support/signed.ts'
import { fault, INSIDE, SIGNED_CONFIG, setAhead, shown, signatures, startedSite } from '../support/signed-site.ts'
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

t.test('secondaries are told of no time after the first signature ends', async (t) => {
  const site = await startedSite(t)
  const now = Math.floor(Date.now() / 1000)
  const told = () => {
    const { expiry, zone } = site.server.current.generation.views[0]!.zones.members[0]!
    return expiry!.left(now, zone!.expire)
  }
  const end = () => site.server.signing!.status[0]!.ends!.earliest! - now
  t.equal(shown(site, 'internal').expire, 28 * DAY)
  t.equal(told(), end())
  t.ok(told() < 15 * DAY, `${told()} s`)
  await site.restart()
  t.equal(told(), end(), 'after a restart too')
  await site.stop()
  renameSync(join(site.folder, 'keys'), join(site.folder, 'away'))
  await site.start()
  t.equal(told(), end(), 'and without keys')
})

t.test('of the word of a primary and of signatures, what ends first counts', (t) => {
  const cases: readonly (readonly [primary: number | undefined, signed: number | undefined, left: number])[] = [
    [undefined, undefined, 1000],
    [1500, undefined, 500],
    [1500, 1200, 200],
    [1100, 1200, 100],
    [undefined, 1200, 200],
    [undefined, 900, 0],
    [9000, 9000, 1000],
  ]
  for (const [primary, signed, left] of cases) {
    const expiry = new Expiry()
    if (primary !== undefined) expiry.set(primary)
    if (signed !== undefined) expiry.setSigned(signed)
    t.equal(new Expiry(expiry.words, expiry.at).left(1000, 1000), left, `${primary} ${signed}`)
    t.equal(expiry.hasEnded(950), false, 'a signature ends no face')
  }
  t.end()
})

t.test('the word of a primary alone counts again where a face is signed no more', async (t) => {
  const site = await startedSite(t)
  const signing = site.server.signing!
  const now = Math.floor(Date.now() / 1000)
  const ofPrimary = ['internal', 'external'].map(() => new Expiry())
  const left = () => ofPrimary.map((expiry) => expiry.left(now, 100 * DAY))
  // As the views would be if both came from a primary.
  for (const [i, view] of site.server.current.candidate.loaded.views.entries()) {
    ofPrimary[i]!.set(now + 90 * DAY)
    signing.shown.view({ ...view, zones: view.zones.with(new Map(), new Map([[0, ofPrimary[i]!]])) })
  }
  t.ok(left().every((seconds) => seconds < 15 * DAY))
  site.write(
    'janus.yaml',
    `${SIGNED_CONFIG}unsigned-faces: [{zone: univ.example, view: external, reason: x, until: 2099-01-01}]\n`,
  )
  await site.reload()
  t.equal(left()[1], 90 * DAY)
  t.ok(left()[0]! < 15 * DAY)
  await signing.letGo(ORIGIN)
  t.same(left(), [90 * DAY, 90 * DAY])
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
