// What the linting commands write, and the exit code that says how it went.

import { rules } from '../check/rules/index.ts'
import { wantsColour } from '../report/colour.ts'
import { problemsGithub } from '../report/github.ts'
import { problemsJson } from '../report/json.ts'
import type { Problem } from '../report/problem.ts'
import { problemsSarif } from '../report/sarif.ts'
import { sortProblems, summaryText } from '../report/summary.ts'
import { problemsText } from '../report/text.ts'
import type { Format } from './check-formats.ts'
import { version } from './version.ts'

/** Contract with scripts: 0 nothing worse than a warning, 1 errors, 2 could not run. */
export const Exit = { clean: 0, findings: 1, failed: 2 } as const

export type OutputOptions = {
  readonly format: Format
  /** The command, for SARIF. */
  readonly tool: string
  /** What was looked at, for the last line: `12 zones`. */
  readonly subject: string
}

/** Problems on standard output, by file and line; as text with a last line that sums up. */
export function writeProblems(problems: readonly Problem[], options: OutputOptions): void {
  const text = render(sortProblems(problems), options)
  if (text !== '') process.stdout.write(`${text}\n`)
}

/** `strict`: warnings count as errors do. */
export function exitCode(problems: readonly Problem[], strict: boolean): number {
  // Nothing can be said about a file that cannot be opened.
  if (problems.some(({ rule }) => rule === 'unreadable-file')) return Exit.failed
  const counts = problems.some(({ severity }) => severity === 'error' || (strict && severity === 'warning'))
  return counts ? Exit.findings : Exit.clean
}

function render(problems: readonly Problem[], { format, tool, subject }: OutputOptions): string {
  switch (format) {
    case 'text': {
      const text = problemsText(problems, { colour: wantsColour(process.env, process.stdout) })
      return `${text === '' ? '' : `${text}\n`}${subject}: ${summaryText(problems)}`
    }
    case 'json':
      return problemsJson(problems)
    case 'sarif':
      return problemsSarif(problems, {
        tool: { name: tool, version },
        rules: Object.fromEntries(rules.map(({ name, why, rfc }) => [name, { summary: why, rfc }])),
        root: process.cwd(),
      })
    case 'github':
      return problemsGithub(problems)
    default:
      return format satisfies never
  }
}
