// A view is settled in steps on the thread that serves: none of them grows with a zone.

import t from 'tap'
import { readZone } from '../../src/check/read-zone.ts'
import { rulesFor } from '../../src/check/ruleset.ts'
import { nameFromText } from '../../src/dns/name-text.ts'
import { settlingView } from '../../src/supply/settle-view.ts'
import { textSource } from '../../src/text/zonefile/source.ts'
import { messageOf } from '../support/english.ts'

const rules = rulesFor('load')
const apex = nameFromText('univ.example.')

function read(hosts: number, serial: number) {
  const records = Array.from(
    { length: hosts },
    (_, i) => `h${i} A 10.0.${i >> 8}.${i & 255}\nh${i} MX 10 h${(i * 7) % hosts}`,
  )
  const head = `$TTL 60\n@ SOA ns hostmaster ${serial} 2h 1h 2w 5m\n@ NS ns\nns A 192.0.2.1\n`
  const source = textSource('univ.example.zone', `${head}${records.join('\n')}\n`)
  if ('rule' in source) throw new Error(messageOf(source))
  return readZone(source, { origin: apex, rules })
}

/** CPU time of each step, in milliseconds. */
function stepsOf(hosts: number): number[] {
  const file = read(hosts, 2)
  const fallback = read(hosts, 1).subject!.zone
  const work = settlingView(rules, [{ apex, read: file, fallback }], { name: 'external', public: true })
  const steps: number[] = []
  for (;;) {
    const { user, system } = process.threadCpuUsage()
    const { done } = work.next()
    const now = process.threadCpuUsage()
    steps.push((now.user + now.system - user - system) / 1000)
    if (done) return steps
  }
}

t.test('a large zone takes more steps, not longer ones', async (t) => {
  stepsOf(1000)
  const [small, large] = [stepsOf(5000), stepsOf(40_000)]
  t.ok(large.length > 4 * small.length, `${small.length} and ${large.length} steps`)
  t.ok(Math.max(...large) < 20, `the longest took ${Math.max(...large)} ms`)
})
