// `zonecheck --fix`: shows what the safe repairs would change, asks, and writes.

import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline/promises'
import { changesText, type Fixed, fixText } from '../check/fix.ts'
import { visible, visibleLine } from '../report/escape.ts'
import type { Problem } from '../report/problem.ts'
import { unreadable } from '../zonefile/content.ts'
import type { ZoneText } from '../zonefile/zone-text.ts'
import { filterProblems } from './check-filter.ts'
import type { LintOptions } from './check-options.ts'
import { replaceFile } from './replace-file.ts'
import type { CheckedFiles } from './zonecheck-files.ts'

type FileFix = Fixed & { readonly file: string; readonly before: Uint8Array }

export type FixOptions = LintOptions & { readonly yes?: boolean }

/** Of what the options and comments in the files leave. `yes`: nobody is asked. */
export async function fixFiles(
  { problems, texts }: CheckedFiles,
  options: FixOptions,
  say: (english: string) => string,
): Promise<'mended' | 'nothing' | 'refused' | 'failed'> {
  const filtered = filterProblems(problems, texts, options)
  // Why the options cannot be followed is told when the findings are.
  if ('failure' in filtered) return 'nothing'
  const wanted = filtered.problems
  const files = [...new Set(wanted.filter(({ edit }) => edit).map(({ place }) => place.file))]
  const read = textsByFile(texts)
  const fail = (failure: string) => {
    process.stderr.write(`${visible(say(failure))}\n`)
    return 'failed' as const
  }
  const lost = files.find((file) => !read.has(file))
  if (lost !== undefined) return fail(changedMeanwhile(lost))
  const fixes = files.map((file) => fixFile(file, read.get(file)!, wanted)).filter(({ changes }) => changes.length > 0)
  // Programs read the findings.
  const stream = options.format === 'text' ? process.stdout : process.stderr
  const tell = (text: string) => stream.write(`${text}\n`)
  if (fixes.length === 0) {
    tell(say('nothing can be mended without thought'))
    return 'nothing'
  }
  for (const { file, changes } of fixes) tell(changesText(file, changes).split('\n').map(visibleLine).join('\n'))
  const mended = fixes.reduce((sum, fix) => sum + fix.mended, 0)
  const what = `${mended} ${mended === 1 ? 'finding' : 'findings'} in ${fixes.length} ${fixes.length === 1 ? 'file' : 'files'}`
  const question = say(`Mend ${what}?`)
  // Without a terminal there is nobody to ask: --yes says so beforehand.
  if (options.yes !== true && !process.stdin.isTTY) tell(`${question} ${say('say so with --yes')}`)
  else if (options.yes === true || (await agrees(question))) {
    const failure = replaceAll(fixes)
    if (failure !== undefined) return fail(failure)
    tell(`${say(`mended ${what}; count the serial up`)}\n`)
    return 'mended'
  }
  tell(say('nothing was written'))
  return 'refused'
}

/** What was looked at, as far as the files are what they were: somebody may have written one since. */
function textsByFile(texts: readonly ZoneText[]): ReadonlyMap<string, Uint8Array> {
  const sources = texts.flatMap(({ sources }) => sources.filter((source) => source !== undefined))
  return new Map(sources.map(({ file, bytes, size }) => [file, bytes.subarray(0, size)]))
}

function fixFile(file: string, before: Uint8Array, problems: readonly Problem[]): FileFix {
  const own = problems.filter(({ place }) => place.file === file)
  return { file, before, ...fixText(before, own) }
}

/** Why a file could not be replaced; those before it have been. Somebody may have written one while we asked. */
function replaceAll(fixes: readonly FileFix[]): string | undefined {
  for (const { file, before, bytes } of fixes)
    try {
      if (Buffer.compare(readFileSync(file), before) !== 0) return changedMeanwhile(file)
      replaceFile(file, bytes)
    } catch (error) {
      return `cannot write "${file}": ${unreadable(error).why}`
    }
  return undefined
}

function changedMeanwhile(file: string): string {
  return `cannot mend "${file}": it was changed meanwhile`
}

async function agrees(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await terminal.question(`${question} [y/N] `)
  terminal.close()
  return /^y(es)?$/i.test(answer.trim())
}
