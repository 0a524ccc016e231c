// `zonecheck --fix`: shows what the safe repairs would change, asks, and writes.

import { createInterface } from 'node:readline/promises'
import { changesText } from '../check/changes.ts'
import { visible, visibleLine } from '../report/escape.ts'
import { readRegular } from '../system/regular-file.ts'
import { whyUnreadable } from '../zonefile/content.ts'
import { MAX_BYTES } from '../zonefile/source.ts'
import { filterProblems } from './check-filter.ts'
import type { LintOptions } from './check-options.ts'
import { replaceFile } from './replace-file.ts'
import type { CheckedFiles } from './zonecheck-files.ts'
import { type FileRepair, type Recheck, repairFiles } from './zonecheck-repairs.ts'

export type FixOptions = LintOptions & { readonly yes?: boolean }

/** Of what the options and comments in the files leave. `yes`: nobody is asked. */
export async function fixFiles(
  checked: CheckedFiles,
  recheck: Recheck,
  options: FixOptions,
  say: (english: string) => string,
): Promise<'mended' | 'nothing' | 'refused' | 'failed'> {
  const left = ({ problems, texts }: Pick<CheckedFiles, 'problems' | 'texts'>) => {
    const filtered = filterProblems(problems, texts, options)
    // Why the options cannot be followed is told when the findings are.
    return 'failure' in filtered ? [] : filtered.problems
  }
  const repairs = await repairFiles(checked, recheck, left)
  // Programs read the findings.
  const stream = options.format === 'text' ? process.stdout : process.stderr
  const tell = (text: string) => stream.write(`${text}\n`)
  if (repairs.length === 0) {
    tell(say('nothing can be mended without thought'))
    return 'nothing'
  }
  for (const { file, changes } of repairs) tell(changesText(file, changes).split('\n').map(visibleLine).join('\n'))
  const mended = repairs.reduce((sum, repair) => sum + repair.mended, 0)
  const what = `${mended} ${mended === 1 ? 'finding' : 'findings'} in ${repairs.length} ${repairs.length === 1 ? 'file' : 'files'}`
  const question = say(`Mend ${what}?`)
  // Without a terminal there is nobody to ask: --yes says so beforehand.
  if (options.yes !== true && !process.stdin.isTTY) tell(`${question} ${say('say so with --yes')}`)
  else if (options.yes === true || (await agrees(question))) {
    const failure = replaceAll(repairs)
    if (failure !== undefined) {
      process.stderr.write(`${visible(say(failure))}\n`)
      return 'failed'
    }
    tell(`${say(`mended ${what}; count the serial up`)}\n`)
    return 'mended'
  }
  tell(say('nothing was written'))
  return 'refused'
}

/** Why a file could not be replaced; those before it have been. Somebody may have written one while we asked. */
function replaceAll(repairs: readonly FileRepair[]): string | undefined {
  for (const { file, before, bytes } of repairs)
    try {
      if (Buffer.compare(readRegular(file, MAX_BYTES), before) !== 0)
        return `cannot mend "${file}": it was changed meanwhile`
      replaceFile(file, bytes)
    } catch (error) {
      return `cannot write "${file}": ${whyUnreadable(error)}`
    }
  return undefined
}

async function agrees(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await terminal.question(`${question} [y/N] `)
  terminal.close()
  return /^y(es)?$/i.test(answer.trim())
}
