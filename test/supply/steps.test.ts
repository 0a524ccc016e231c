// A view is settled in steps on the thread that serves: none of them grows with a zone.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { readZone } from '../../src/check/read-zone.ts'
import { rulesFor } from '../../src/check/ruleset.ts'
import { nameFromText } from '../../src/dns/name-text.ts'
import { StateFolder } from '../../src/state/state-folder.ts'
import { makeCandidate, makingCandidate } from '../../src/store/generation/candidate.ts'
import { changesBetween } from '../../src/store/generation/changes.ts'
import { settlingView } from '../../src/supply/settle-view.ts'
import { atOnce } from '../../src/supply/slices.ts'
import { loadConfig } from '../../src/text/config/load.ts'
import { textSource } from '../../src/text/zonefile/source.ts'
import { messageOf } from '../support/english.ts'
import { folderOf } from '../support/janus.ts'
import { filesOf } from '../support/load.ts'

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
function timesOf(work: Iterator<unknown, unknown>): number[] {
  const steps: number[] = []
  for (;;) {
    const { user, system } = process.threadCpuUsage()
    const { done } = work.next()
    const now = process.threadCpuUsage()
    steps.push((now.user + now.system - user - system) / 1000)
    if (done) return steps
  }
}

/** What one step may take: little, and of a slow machine a small part of the whole. */
function limitOf(steps: readonly number[]): number {
  const whole = steps.reduce((sum, step) => sum + step, 0)
  return Math.max(20, whole / 15)
}

function stepsOf(hosts: number): number[] {
  const file = read(hosts, 2)
  const fallback = read(hosts, 1).subject!.zone
  return timesOf(settlingView(rules, [{ apex, read: file, fallback }], { name: 'external', public: true }))
}

t.test('a large zone takes more steps, not longer ones', async (t) => {
  stepsOf(1000)
  const [small, large] = [stepsOf(5000), stepsOf(40_000)]
  t.ok(large.length > 4 * small.length, `${small.length} and ${large.length} steps`)
  t.ok(Math.max(...large) < limitOf(large), `the longest took ${Math.max(...large)} ms`)
})

t.test('many zones that are as they were take more steps, not longer ones', async (t) => {
  const folder = folderOf(t, { 'a.zone': '$TTL 60\n@ SOA ns hostmaster 1 1h 10m 1d 1m\n@ NS ns\nns A 192.0.2.1\n' })
  const state = new StateFolder(join(folder, 'state'))
  const steps = (zones: number) => {
    const faces = Array.from({ length: zones }, (_, i) => `  z${i}.example: {inside: a.zone, outside: a.zone}\n`)
    writeFileSync(
      join(folder, 'janus.yaml'),
      `listen: [127.0.0.1:0]\nviews: {inside: [10.0.0.0/8], outside: [any]}\nzones:\n${faces.join('')}`,
    )
    const read = () => loadConfig(join(folder, 'janus.yaml')).settings!
    const settings = read()
    const files = filesOf(settings)
    const first = makeCandidate({ settings, files, running: undefined, state })
    const again = () => makingCandidate({ settings: read(), files, running: first.loaded, state })
    return [...timesOf(again()), ...timesOf(changesBetween(first, atOnce(again())))]
  }
  steps(50)
  const [few, many] = [steps(100), steps(1500)]
  t.ok(many.length > 10 * few.length, `${few.length} and ${many.length} steps`)
  t.ok(Math.max(...many) < limitOf(many), `the longest took ${Math.max(...many)} ms`)
})
