// `zonecheck --fix`: shows what the safe repairs would change, asks, and writes.

import type { Said } from '../dns/said.ts'
import { say as sayReport } from '../text/findings/says.ts'
import { filterProblems } from './check-filter.ts'
import type { LintOptions } from './check-options.ts'
import { offerChanges } from './offered-changes.ts'
import { say } from './says.ts'
import type { CheckedFiles } from './zonecheck-files.ts'
import { type Recheck, repairFiles } from './zonecheck-repairs.ts'

export type FixOptions = LintOptions & { readonly yes?: boolean }

/** Mends findings that the options and comments in files leave. `yes`: write without a question. */
export async function fixFiles(
  checked: CheckedFiles,
  recheck: Recheck,
  options: FixOptions,
  tell: (said: Said) => string,
): Promise<'mended' | 'nothing' | 'refused' | 'failed'> {
  const left = ({ problems, texts }: Pick<CheckedFiles, 'problems' | 'texts'>) => {
    const filtered = filterProblems(problems, texts, options)
    // A failure of the options is told later, with the findings.
    return 'failure' in filtered ? [] : filtered.problems
  }
  const repairs = await repairFiles(checked, recheck, left)
  // Standard output is for programs that read the findings.
  const stream = options.format === 'text' ? process.stdout : process.stderr
  if (repairs.length === 0) {
    stream.write(`${tell(say('nothing-to-mend'))}\n`)
    return 'nothing'
  }
  const mended = repairs.reduce((sum, repair) => sum + repair.mended, 0)
  const what = say('findings-in-files', {
    findings: mended === 1 ? say('one-finding') : say('findings', { count: mended }),
    files: repairs.length === 1 ? sayReport('one-file') : say('many-files', { count: repairs.length }),
  })
  const question = say('mend-what', { what })
  const offer = { files: repairs, question, done: say('mended', { what }), yes: options.yes === true, stream }
  const outcome = await offerChanges(offer, tell)
  return outcome === 'written' ? 'mended' : outcome
}
