// Many zones of which each has something due at the same moment: what is due is done in a turn for all of them, and not in one for each.

import t, { type Test } from 'tap'
import { announceKey } from '../support/announced-keys.ts'
import { FakeParent } from '../support/fake-parent.ts'
import { folderOf } from '../support/janus.ts'
import { Site } from '../support/site.ts'
import { until } from '../support/until.ts'

const SOA = '$TTL 300\n@ SOA ns1.univ.test. hostmaster 2026010101 1d 2h 4w 60\n'

/** So many zones wait for one parent, which answers all of them at once. How often all zones are gone through then. */
async function turnsOf(t: Test, count: number): Promise<number> {
  const parent = await FakeParent.start(t)
  const names = Array.from({ length: count }, (_, i) => `lab${i}.example`)
  const folder = folderOf(t, {
    'janus.yaml': `listen: ["127.0.0.1:0"]
views: {external: [any]}
zones:
  univ.test: univ.zone
${names.map((name) => `  ${name}: lab.zone\n`).join('')}sign:
  univ.test: {parents: []}
${names.map((name) => `  ${name}: {parents: ["127.0.0.1:${parent.port}"]}\n`).join('')}`,
    'univ.zone': `${SOA}@ NS ns1\nns1 A 127.0.0.1\n`,
    'lab.zone': `${SOA}@ NS ns1.univ.test.\n`,
  })
  for (const name of names) announceKey(folder, name)
  const site = new Site(folder)
  t.teardown(() => site.stop())
  parent.isSlow = true
  await site.start()
  const { signing } = site.server
  const follow = signing!.follow.bind(signing)
  let turns = 0
  signing!.follow = (host) => {
    turns++
    return follow(host)
  }
  await until('each parent is asked', () => parent.asked >= count)
  turns = 0
  parent.release()
  await until('each has answered', () =>
    signing!.status.every(({ zone, looks }) => zone.setting.name === 'univ.test.' || looks !== undefined),
  )
  // What the last answers have made due.
  await site.server.store.alone(() => {})
  return turns
}

t.test('the turns do not grow with the zones', async (t) => {
  const turns = await turnsOf(t, 40)
  t.ok(turns >= 1 && turns <= 12, `${turns} turns for 40 zones`)
})
