// Two servers that sign a zone with the same keys, each with a state folder of its own, put the same times on every rrset at every moment:
// the one that has signed for days, the one that begins now, and either after a restart.

import { cpSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { SIGNED_CONFIG, setAhead, shown, signatures, signedSite, startedSite } from '../support/signed-site.ts'
import type { Site } from '../support/site.ts'

/** The clock stands, so that both are asked at one moment: noon of 2 January 2030, UTC. */
const NOON = Date.UTC(2030, 0, 2, 12)
const DAY = 86_400
const { now } = Date

t.afterEach(() => {
  setAhead(undefined)
  Date.now = now
})

function setDay(day: number): void {
  setAhead(day * DAY)
  Date.now = () => NOON + day * DAY * 1000
}

/**
 * All but serials and signatures: owner, type, end, begin and key. Without what is for the parent, which each server shows when it has seen
 * the keys at every name server.
 */
async function times(site: Site): Promise<string[]> {
  // What is due comes behind what was asked for.
  await site.server.store.alone(() => {})
  return ['internal', 'external'].flatMap((view) =>
    signatures(shown(site, view))
      .filter((line) => !/ RRSIG (CDS|CDNSKEY) /.test(line))
      .map((line) => `${view} ${line.split(' ').slice(0, -1).join(' ')}`),
  )
}

for (const keys of ['keys: csk', 'keys: split'])
  t.test(`two servers with one set of keys, ${keys}`, async (t) => {
    setDay(0)
    const config = SIGNED_CONFIG.replace('parents: []', `parents: [], denial: nsec3, ${keys}`)
    const first = await startedSite(t, config)
    const second = signedSite(t, config)
    cpSync(join(first.folder, 'keys'), join(second.folder, 'keys'), { recursive: true })
    const before = await times(first)
    for (const day of [0, 1, 3, 9, 20]) {
      setDay(day)
      await first.reload()
      await (second.isRunning ? second.reload() : second.start())
      t.same(await times(second), await times(first), `day ${day}`)
      // One of them has signed since the beginning, the other not.
      await first.restart()
      t.same(await times(first), await times(second), `day ${day}, the first has started again`)
    }
    await second.restart()
    t.same(await times(second), await times(first), 'the second has started again')
    const after = await times(first)
    t.notOk(
      before.some((line) => after.includes(line)),
      'all has been signed anew since',
    )

    setDay(21)
    const third = signedSite(t, config)
    cpSync(join(first.folder, 'keys'), join(third.folder, 'keys'), { recursive: true })
    await third.start()
    await first.reload()
    t.same(await times(third), await times(first), 'one that begins after three weeks comes to the same')
  })
