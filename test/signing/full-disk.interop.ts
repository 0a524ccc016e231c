// The disk is full when a server of signed zones starts: it serves them signed as they were, whatever their files say by then, and signs
// what they say as soon as there is room. No serial comes twice with another content.

import { cpSync, existsSync, readFileSync, rmSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { fill, filler, mounted } from '../support/full-disk.ts'
import { zoneLines } from '../support/signed.ts'
import { fault, INSIDE, isSigned, setAhead, shown, signedSite, stopClock } from '../support/signed-site.ts'

const VIEWS = ['internal', 'external']

t.test('a start on a full disk', { timeout: 600_000 }, async (t) => {
  stopClock()
  t.teardown(() => setAhead(undefined))
  const site = signedSite(t)
  const state = await mounted(t, site.folder)
  if (state === undefined) return t.pass('full', { skip: 'mounting is not permitted' })
  await site.start()
  const before = VIEWS.map((view) => zoneLines(shown(site, view)))
  await site.stop()
  const copy = join(site.folder, 'copy')
  cpSync(state, copy, { recursive: true })

  const isAsBefore = (when: string) => {
    for (const [i, view] of VIEWS.entries()) t.same(zoneLines(shown(site, view)), before[i], `${when}, ${view}`)
  }
  const files = ['signing.json', 'signed-serials', 'serials', 'journal']
  for (const torn of [undefined, ...files.slice(1)]) {
    rmSync(join(state, 'kept'), { recursive: true })
    cpSync(join(copy, 'kept'), join(state, 'kept'), { recursive: true })
    if (torn !== undefined) truncateSync(join(state, 'kept', torn), readFileSync(join(state, 'kept', torn)).length - 3)
    fill(state)
    const when = `the end of ${torn ?? 'nothing'} is lost`
    await site.start()
    isAsBefore(when)
    await site.reload()
    isAsBefore(`${when}, after a reload`)
    await site.stop()
    rmSync(filler(state))
  }

  site.write('in.zone', `${INSIDE.replace('2026010101', '2026010199')}fresh A 10.0.0.9\n`)
  fill(state)
  await site.start()
  for (const view of VIEWS) t.ok(isSigned(shown(site, view)), `another file, ${view}`)
  t.equal(fault(site), undefined, 'what is shown is right')
  await site.stop()
  rmSync(filler(state))
  await site.start()
  t.match(zoneLines(shown(site, 'internal')).join('\n'), /fresh/, 'with room it is signed')
  t.equal(fault(site), undefined)
  t.ok(shown(site, 'internal').serial > 2026010101)
  for (const file of files) t.ok(existsSync(join(state, 'kept', file)), file)
})
