// `janus check`: the configuration and every zone in every view, as `janus serve` would load them, with all rules.

import { relative } from 'node:path'
import { findConfig } from '../config/find.ts'
import { loadConfig } from '../config/load.ts'
import type { PathSetting } from '../config/settings.ts'
import type { Problem } from '../report/problem.ts'
import { type LoadedViews, loadViews, readFile } from '../server/load.ts'
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
  const loaded = loadViews(settings, {
    stage: 'check',
    read: (path, origin, rules) => readFile(asShown(path), origin, rules),
  })
  const problems = [...configProblems, ...zoneProblems(loaded)]
  writeProblems(problems, { ...output, subject: summary(loaded) })
  return exitCode(problems, strict)
}

/** People know their files by paths from where they stand. */
function asShown(path: PathSetting): PathSetting {
  const near = relative('', path.path)
  return near.startsWith('..') ? path : { ...path, path: near }
}

/** A file in several views is told about once; what only one view makes visible is told with its name. */
function zoneProblems({ faces }: LoadedViews): Problem[] {
  const seen = new Set<string>()
  return faces
    .flatMap(({ problems }) => problems)
    .filter(({ rule, message, place, related }) => {
      const key = JSON.stringify([rule, message, place, related?.place])
      return !seen.has(key) && seen.add(key)
    })
}

function summary({ faces, views }: LoadedViews): string {
  const refused = faces.filter(({ zone }) => zone === undefined).length
  const zones = new Set(faces.map(({ name }) => name)).size
  const found = `${count(zones, 'zone')} in ${count(views.length, 'view')}`
  return refused === 0 ? found : `${found}, ${refused} refused`
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`
}
