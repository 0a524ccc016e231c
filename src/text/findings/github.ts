// Problems as workflow commands: GitHub Actions shows each beside the line in the change under review.

import { visible, visibleLine } from './escape.ts'
import type { Severity, ToldProblem } from './problem.ts'
import { english, say } from './says.ts'
import type { TextOptions } from './text.ts'

/** One line for each problem, without a final line break. */
export function problemsGithub(
  problems: readonly ToldProblem[],
  { tell = english.text }: Pick<TextOptions, 'tell'> = {},
): string {
  return problems.map((problem) => command(problem, tell(say('fix')))).join('\n')
}

function command({ severity, rule, message, place, fix, rfc }: ToldProblem, advice: string): string {
  const { file, line, column, length } = place
  const properties = { file: visible(file), line, col: column, endColumn: column + length, title: rule }
  const list = Object.entries(properties).map(([key, value]) => `${key}=${property(String(value))}`)
  const text = [
    message,
    fix === undefined ? [] : fix.split('\n').map((line, i) => (i === 0 ? `${advice}: ${line}` : line)),
    rfc ?? [],
  ]
  return `::${commands[severity]} ${list.join(',')}::${text
    .flat()
    .map((line) => data(visibleLine(line)))
    .join('%0A')}`
}

const commands: { readonly [severity in Severity]: string } = { error: 'error', warning: 'warning', info: 'notice' }

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
