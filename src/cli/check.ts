// `janus check`: the configuration and every zone in every view, as `janus serve` would load them, with all rules.

import { relative } from 'node:path'
import { type CheckedView, checkViews } from '../check/check-views.ts'
import { hasError } from '../check/read-zone.ts'
import { rulesFor } from '../check/ruleset.ts'
import { findConfig } from '../config/find.ts'
import { loadConfig } from '../config/load.ts'
import type { Settings, ZoneSetting } from '../config/settings.ts'
import type { Problem } from '../report/problem.ts'
import { isPublic, type ReadFile, readFile } from '../server/load.ts'
import type { Format } from './check-formats.ts'
import { Exit, exitCode, writeProblems } from './check-output.ts'

export type CheckOptions = { readonly config?: string; readonly format: Format; readonly strict: boolean }

/** Gives the exit code. */
export function check({ config = findConfig(), format, strict }: CheckOptions): number {
  const { settings, problems: configProblems } = loadConfig(config)
  const output = { format, tool: 'janus check' }
  if (settings === undefined) {
    writeProblems(configProblems, { ...output, subject: config })
    return Exit.failed
  }
  const zones = checkZones(settings)
  const problems = [...configProblems, ...zones]
  writeProblems(problems, { ...output, subject: summary(settings, zones) })
  return exitCode(problems, strict)
}

function checkZones(settings: Settings): Problem[] {
  const rules = rulesFor('check')
  const files = new Map<string, ReadFile>()
  const read = (zone: ZoneSetting, path: string) => {
    const key = `${zone.name}\0${path}`
    const file = files.get(key) ?? readFile({ path: shown(path), written: path }, zone.origin, rules)
    files.set(key, file)
    return file.subject && file
  }
  const views = settings.views.map(
    ({ name }, view): CheckedView => ({
      name,
      public: isPublic(settings, view),
      members: settings.zones.flatMap((zone) =>
        zone.faces
          .filter((face) => face.view === view)
          .map(({ path }) => ({ apex: zone.origin, read: read(zone, path) })),
      ),
    }),
  )
  const own = [...files.values()].flatMap(({ problems }) => problems)
  return [...own, ...checkViews(rules, views)]
}

/** People know their files by paths from where they stand. */
function shown(path: string): string {
  const near = relative('', path)
  return near.startsWith('..') ? path : near
}

function summary({ zones, views }: Settings, problems: readonly Problem[]): string {
  const bad = new Set(problems.filter((problem) => hasError([problem])).map(({ place }) => place.file))
  const refused = zones.flatMap(({ faces }) => faces).filter(({ path }) => bad.has(shown(path))).length
  const found = `${count(zones.length, 'zone')} in ${count(views.length, 'view')}`
  return refused === 0 ? found : `${found}, ${refused} refused`
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`
}
