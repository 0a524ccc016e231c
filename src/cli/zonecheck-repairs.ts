// Repairs files in rounds, in memory: one repair may reveal the next finding, and the person is shown all changes at once.

import { together } from '../check/changes.ts'
import { fixText } from '../check/fix.ts'
import type { Problem } from '../text/findings/problem.ts'
import type { Drafts, Source } from '../text/zonefile/source.ts'
import type { NewFile } from './offered-changes.ts'
import type { CheckedFiles } from './zonecheck-files.ts'

/** `mended`: how many findings the repair mends. */
export type FileRepair = NewFile & { readonly mended: number }

/** Findings, and the texts in which they are. */
type Looked = Pick<CheckedFiles, 'problems' | 'texts'>

/** Checks the files again, some of them with other contents. */
export type Recheck = (drafts: Drafts) => Promise<Looked>

/** The most rounds. Repairs settle after two or three; a finding that comes back each time stays. */
const MOST_ROUNDS = 10

/** `left`: the findings that count. It drops rounds after which there would be more errors than before. */
export async function repairFiles(
  checked: Looked,
  recheck: Recheck,
  left: (checked: Looked) => readonly Problem[],
): Promise<FileRepair[]> {
  let problems = left(checked)
  const errors = countErrors(problems)
  let now = checked
  let repairs: ReadonlyMap<string, FileRepair> = new Map()
  let sound = repairs
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const next = repairOnce(problems, sourcesOf(now), repairs)
    if (next === repairs) break
    repairs = next
    now = await recheck(new Map([...repairs].map(([identity, { bytes }]) => [identity, bytes])))
    problems = left(now)
    if (countErrors(problems) <= errors) sound = repairs
  }
  return [...sound.values()].filter(({ changes }) => changes.length > 0)
}

function countErrors(problems: readonly Problem[]): number {
  return problems.filter(({ severity }) => severity === 'error').length
}

/** The texts, by the file names in problems. */
function sourcesOf({ texts }: Looked): ReadonlyMap<string, Source> {
  const sources = texts.flatMap(({ sources }) => sources.filter((source) => source !== undefined))
  return new Map(sources.map((source) => [source.file, source]))
}

/** The repairs after one more round; `before` itself where nothing is left to mend. */
function repairOnce(
  problems: readonly Problem[],
  sources: ReadonlyMap<string, Source>,
  before: ReadonlyMap<string, FileRepair>,
): ReadonlyMap<string, FileRepair> {
  const all = new Map(before)
  let changed = false
  for (const [identity, own] of byIdentity(problems, sources)) {
    const source = sources.get(own[0]!.place.file)!
    const text = source.bytes.subarray(0, source.size)
    const { bytes, changes, mended } = fixText(text, own)
    if (changes.length === 0) continue
    changed = true
    const earlier = all.get(identity) ?? { file: source.file, before: text, changes: [], mended: 0 }
    all.set(identity, {
      ...earlier,
      bytes,
      changes: together(earlier.changes, changes),
      mended: earlier.mended + mended,
    })
  }
  return changed ? all : before
}

/** By file: the problems that can be mended, each once, for a file may be read under several names. */
function byIdentity(problems: readonly Problem[], sources: ReadonlyMap<string, Source>): Map<string, Problem[]> {
  const files = new Map<string, Map<string, Problem>>()
  for (const problem of problems) {
    const identity = problem.edit && sources.get(problem.place.file)?.identity
    if (identity === undefined) continue
    const { line, column, length } = problem.place
    const own = files.get(identity) ?? new Map<string, Problem>()
    files.set(identity, own.set(JSON.stringify([problem.rule, line, column, length, problem.edit]), problem))
  }
  return new Map([...files].map(([identity, own]) => [identity, [...own.values()]]))
}
