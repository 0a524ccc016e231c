// Moves the problem of a missing zone file to the line of the configuration that names it: there it is mended.

import { existsSync, readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { guess } from '../text/config/guess.ts'
import { readConfigFile } from '../text/config/load.ts'
import type { Settings } from '../text/config/settings.ts'
import { filesOf, type PathSetting } from '../text/config/sources.ts'
import type { Problem } from '../text/findings/problem.ts'
import { say } from './says.ts'

/** By the shown path of each missing file: a function that moves its problem. */
export function missingFiles(config: string, settings: Settings): ReadonlyMap<string, (problem: Problem) => Problem> {
  const paths = settings.zones.flatMap(({ faces }) => faces.flatMap(({ source }) => filesOf(source)))
  const missing = paths.filter(({ path }) => !existsSync(dirname(path)) || !existsSync(path))
  if (missing.length === 0) return new Map()
  const lines = linesOf(config)
  return new Map(missing.map((named) => [named.path, (problem) => atItsLine(problem, named, lines)]))
}

function atItsLine(problem: Problem, { path, written, place }: PathSetting, lines: readonly string[]): Problem {
  if (problem.rule !== 'unreadable-file' || place === undefined) return problem
  const source = lines[place.line - 1]
  const near = nearest(path, written)
  const said = { ...problem.said, ...(near !== undefined && { fix: say('near-file', { file: near }) }) }
  return { ...problem, said, place, ...(source !== undefined && { source }) }
}

/** The file with the most similar name, in the same folder or, if that is missing, in the most similar one; written as the path is. */
function nearest(path: string, written: string): string | undefined {
  const folder = dirname(path)
  if (existsSync(folder)) {
    const near = guess(basename(path), namesIn(folder))
    return near && join(dirname(written), near)
  }
  const above = dirname(folder)
  const near = existsSync(above) ? guess(basename(folder), namesIn(above)) : undefined
  const meant = near && join(above, near, basename(path))
  return meant && existsSync(meant) ? join(dirname(dirname(written)), near, basename(path)) : undefined
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function linesOf(config: string): string[] {
  try {
    return readConfigFile(config).toString().split(/\r?\n/)
  } catch {
    return []
  }
}
