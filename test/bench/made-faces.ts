// What it costs to make a face of 200,000 records out of others, beside reading such a zone from its text. All of it with the rules
// of loading, in one thread. Run: node test/bench/made-faces.ts [hosts, three records each] [rounds]

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rulesFor } from '../../src/check/ruleset.ts'
import { makeFaces, readOfFiles } from '../../src/supply/pipeline.ts'
import type { ReadZone } from '../../src/supply/read-zone.ts'
import { atOnce } from '../../src/supply/slices.ts'
import { loadConfig } from '../../src/text/config/load.ts'
import type { Settings } from '../../src/text/config/settings.ts'
import { severitiesOf } from '../../src/text/config/severities.ts'
import type { FaceSetting } from '../../src/text/config/sources.ts'
import { filesOf } from '../support/load.ts'
import { median } from './measure/statistics.ts'
import { hosts, ORIGIN } from './zones/zone-text.ts'

const [count = 66_666, rounds = 7] = process.argv.slice(2).map(Number)

const folder = mkdtempSync(join(tmpdir(), 'janus-made-'))
process.once('exit', () => rmSync(folder, { recursive: true }))
writeFileSync(join(folder, 'zone'), hosts(count).text)
writeFileSync(join(folder, 'over'), 'over TXT "one record more"\n')

const plain = settingsOf('{inside: zone}')
const derived = settingsOf('{inside: zone, outside: {from: inside, rules: [{hide: ["nobody.*"]}]}}')
const layers = settingsOf('{inside: [zone, over]}')

const read = times(() => filesOf(plain))
const files = filesOf(derived)
const made = times(() => make(derived, files))
// Its files are read too.
const laid = times(() => filesOf(layers))
console.log(`read ${told(read)}; derived ${told(made)}; read and laid over each other ${told(laid)}`)
console.log(
  `${recordsOf(derived, make(derived, files))} records: derived ÷ read ${(median(made) / median(read)).toFixed(3)}, ` +
    `laid over each other ÷ read ${((median(laid) - median(read)) / median(read)).toFixed(3)}`,
)

function settingsOf(faces: string): Settings {
  const config = join(folder, 'janus.yaml')
  writeFileSync(config, `views: {inside: [10.0.0.0/8], outside: [any]}\nzones: {${ORIGIN}: ${faces}}\n`)
  const { settings, problems } = loadConfig(config)
  if (settings === undefined) throw new Error(JSON.stringify(problems))
  return settings
}

function make(settings: Settings, files: ReadonlyMap<string, ReadZone>): ReadonlyMap<FaceSetting, ReadZone> {
  const [zone] = settings.zones
  const [inside] = zone!.faces
  const all = new Map([[inside!, readOfFiles(zone!, inside!, files)!]])
  atOnce(makeFaces({ settings, rules: rulesFor('load', severitiesOf(settings.rules)) }, all))
  return all
}

function recordsOf({ zones }: Settings, all: ReadonlyMap<FaceSetting, ReadZone>): number {
  return all.get(zones[0]!.faces[1]!)!.subject!.zone.records
}

/** Milliseconds of this thread. */
function times(work: () => unknown): number[] {
  work()
  return Array.from({ length: rounds }, () => {
    const before = process.threadCpuUsage()
    work()
    const { user, system } = process.threadCpuUsage(before)
    return (user + system) / 1000
  })
}

function told(milliseconds: readonly number[]): string {
  return `${median(milliseconds).toFixed(0)} ms (${Math.min(...milliseconds).toFixed(0)} at best)`
}
