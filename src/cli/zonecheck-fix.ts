// `zonecheck --fix`: shows what the safe repairs would change, asks, and writes.

import { readFileSync, realpathSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline/promises'
import { changesText, type Fixed, fixText } from '../check/fix.ts'
import { visible } from '../report/escape.ts'
import type { Problem } from '../report/problem.ts'
import { filterProblems } from './check-filter.ts'
import type { LintOptions } from './check-options.ts'
import type { CheckedFiles } from './zonecheck-files.ts'

type FileFix = Fixed & { readonly file: string }

export type FixOptions = LintOptions & { readonly yes?: boolean }

/** Of what the options and comments in the files leave. `yes`: nobody is asked. */
export async function fixFiles(
  { problems, texts }: CheckedFiles,
  options: FixOptions,
  say: (english: string) => string,
): Promise<'mended' | 'nothing' | 'refused'> {
  const filtered = filterProblems(problems, texts, options)
  // Why the options cannot be followed is told when the findings are.
  if ('failure' in filtered) return 'nothing'
  const wanted = filtered.problems
  const files = [...new Set(wanted.filter(({ edit }) => edit).map(({ place }) => place.file))]
  const fixes = files.map((file) => fixFile(file, wanted)).filter(({ changes }) => changes.length > 0)
  // Programs read the findings.
  const stream = options.format === 'text' ? process.stdout : process.stderr
  const tell = (text: string) => stream.write(`${text}\n`)
  if (fixes.length === 0) {
    tell(say('nothing can be mended without thought'))
    return 'nothing'
  }
  for (const { file, changes } of fixes) tell(changesText(file, changes).split('\n').map(visible).join('\n'))
  const mended = fixes.reduce((sum, fix) => sum + fix.mended, 0)
  const what = `${mended} ${mended === 1 ? 'finding' : 'findings'} in ${fixes.length} ${fixes.length === 1 ? 'file' : 'files'}`
  const question = say(`Mend ${what}?`)
  // Without a terminal there is nobody to ask: --yes says so beforehand.
  if (options.yes !== true && !process.stdin.isTTY) tell(`${question} ${say('say so with --yes')}`)
  else if (options.yes === true || (await agrees(question))) {
    for (const { file, bytes } of fixes) replaceFile(file, bytes)
    tell(`${say(`mended ${what}; count the serial up`)}\n`)
    return 'mended'
  }
  tell(say('nothing was written'))
  return 'refused'
}

function fixFile(file: string, problems: readonly Problem[]): FileFix {
  const own = problems.filter(({ place }) => place.file === file)
  return { file, ...fixText(readFileSync(file), own) }
}

async function agrees(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await terminal.question(`${question} [y/N] `)
  terminal.close()
  return /^y(es)?$/i.test(answer.trim())
}

/** Whole or not at all: a file half written would be a zone half lost. */
function replaceFile(path: string, bytes: Uint8Array): void {
  // A link stays a link.
  const file = realpathSync(path)
  const written = `${file}.zonecheck`
  writeFileSync(written, bytes, { mode: statSync(file).mode & 0o777 })
  renameSync(written, file)
}
