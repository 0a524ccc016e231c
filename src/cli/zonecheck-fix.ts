// `zonecheck --fix`: shows what the safe repairs would change, asks, and writes.

import { createInterface } from 'node:readline/promises'
import { changesText } from '../check/changes.ts'
import type { Said } from '../dns/said.ts'
import { readRegular } from '../system/regular-file.ts'
import { visible, visibleLine } from '../text/findings/escape.ts'
import { say as sayReport } from '../text/findings/says.ts'
import { unreadable } from '../text/zonefile/content.ts'
import { MAX_BYTES } from '../text/zonefile/source.ts'
import { filterProblems } from './check-filter.ts'
import type { LintOptions } from './check-options.ts'
import { replaceFile } from './replace-file.ts'
import { say } from './says.ts'
import type { CheckedFiles } from './zonecheck-files.ts'
import { type FileRepair, type Recheck, repairFiles } from './zonecheck-repairs.ts'

export type FixOptions = LintOptions & { readonly yes?: boolean }

/** Of what the options and comments in the files leave. `yes`: nobody is asked. */
export async function fixFiles(
  checked: CheckedFiles,
  recheck: Recheck,
  options: FixOptions,
  tell: (said: Said) => string,
): Promise<'mended' | 'nothing' | 'refused' | 'failed'> {
  const left = ({ problems, texts }: Pick<CheckedFiles, 'problems' | 'texts'>) => {
    const filtered = filterProblems(problems, texts, options)
    // Why the options cannot be followed is told when the findings are.
    return 'failure' in filtered ? [] : filtered.problems
  }
  const repairs = await repairFiles(checked, recheck, left)
  // Programs read the findings.
  const stream = options.format === 'text' ? process.stdout : process.stderr
  const write = (text: string) => stream.write(`${text}\n`)
  if (repairs.length === 0) {
    write(tell(say('nothing-to-mend')))
    return 'nothing'
  }
  for (const { file, changes } of repairs) write(changesText(file, changes).split('\n').map(visibleLine).join('\n'))
  const mended = repairs.reduce((sum, repair) => sum + repair.mended, 0)
  const what = say('findings-in-files', {
    findings: mended === 1 ? say('one-finding') : say('findings', { count: mended }),
    files: repairs.length === 1 ? sayReport('one-file') : say('many-files', { count: repairs.length }),
  })
  const question = tell(say('mend-what', { what }))
  // Without a terminal there is nobody to ask: --yes says so beforehand.
  if (options.yes !== true && !process.stdin.isTTY) write(`${question} ${tell(say('say-yes'))}`)
  else if (options.yes === true || (await agrees(question))) {
    const failure = replaceAll(repairs)
    if (failure !== undefined) {
      process.stderr.write(`${visible(tell(failure))}\n`)
      return 'failed'
    }
    write(`${tell(say('mended', { what }))}\n`)
    return 'mended'
  }
  write(tell(say('nothing-written')))
  return 'refused'
}

/** Why a file could not be replaced; those before it have been. Somebody may have written one while we asked. */
function replaceAll(repairs: readonly FileRepair[]): Said | undefined {
  for (const { file, before, bytes } of repairs)
    try {
      if (Buffer.compare(readRegular(file, MAX_BYTES), before) !== 0) return say('changed-meanwhile', { file })
      replaceFile(file, bytes)
    } catch (error) {
      return say('file-unwritten', { file, why: unreadable(error).why })
    }
  return undefined
}

async function agrees(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await terminal.question(`${question} [y/N] `)
  terminal.close()
  return /^y(es)?$/i.test(answer.trim())
}
