// A machine that has slept for weeks: what has ended meanwhile is made anew within a minute, whatever timers say.

import t from 'tap'
import { Woken } from '../../src/signing/woken.ts'
import { fault, setAhead, shown, signatures, startedSite } from '../support/signed-site.ts'
import { until } from '../support/until.ts'

const DAY = 86_400

t.afterEach(() => setAhead(undefined))

t.test('signatures that have ended while a machine slept are made anew when it wakes', async (t) => {
  const site = await startedSite(t)
  const before = new Set(['internal', 'external'].flatMap((view) => signatures(shown(site, view))))
  setAhead(20 * DAY)
  t.match(fault(site), /is wrong/, 'all of them have ended')
  site.server.signing!.woken.look()
  await until('signatures of today', () => fault(site) === undefined)
  for (const view of ['internal', 'external'])
    t.notOk(
      signatures(shown(site, view)).some((line) => before.has(line)),
      view,
    )
})

t.test('whoever sets a clock right wakes nobody, nor does one that goes back', (t) => {
  const time = { now: 1_800_000_000, awake: 5 }
  let woken = 0
  const one = new Woken({ now: () => time.now, awake: () => time.awake, onWoken: () => woken++ })
  const passes = (seconds: number, awake = seconds) => {
    time.now += seconds
    time.awake += awake
    one.look()
    return woken
  }
  t.equal(passes(60), 0)
  t.equal(passes(360, 60), 0, 'five minutes')
  t.equal(passes(-7200, 60), 0, 'it goes back')
  t.equal(passes(60), 0)
  t.equal(passes(7260, 60), 1, 'and comes again')
  t.equal(passes(60), 1)
  t.equal(passes(10 * DAY, 60), 2)
  t.equal(passes(60), 2, 'once')
  t.end()
})
