// What the linting commands write, and the exit code that says how it went.

import { type Language, loadLanguage, spoken, translated, translatedProblem } from '../check/lang/language.ts'
import { cutFindings, fewOfEach } from '../check/rest.ts'
import { rules } from '../check/rules/index.ts'
import { textRules } from '../check/text-rules.ts'
import { wantsColour } from '../report/colour.ts'
import { visible } from '../report/escape.ts'
import { problemsGithub } from '../report/github.ts'
import { problemsJson } from '../report/json.ts'
import { problemsJunit } from '../report/junit.ts'
import type { Problem } from '../report/problem.ts'
import { problemsSarif, type SarifOptions } from '../report/sarif.ts'
import { sortProblems, summaryText } from '../report/summary.ts'
import { problemsText } from '../report/text.ts'
import type { ZoneText } from '../zonefile/zone-text.ts'
import { type Filtered, filterProblems, shownProblems } from './check-filter.ts'
import type { LintOptions } from './check-options.ts'
import { Exit } from './exit.ts'
import { version } from './version.ts'

export type Checked = {
  readonly problems: readonly Problem[]
  /** What was read, for comments in it. */
  readonly texts: readonly ZoneText[]
  /** The command, for SARIF. */
  readonly tool: string
  /** What was looked at, for the last line: `12 zones`. */
  readonly subject: string
  readonly files?: readonly string[]
  /** The zone that the only file was taken for, where nobody said so. */
  readonly readAs?: string | undefined
}

/** Writes what the options leave of the problems, by file and line, and gives the exit code. */
export async function conclude(checked: Checked, options: LintOptions): Promise<number> {
  const language = await loadLanguage(options.lang)
  const filtered = filterProblems(checked.problems, checked.texts, options)
  if ('failure' in filtered) {
    process.stderr.write(`${checked.tool}: ${visible(spoken(filtered.failure, language))}\n`)
    return Exit.failed
  }
  const left = cutFindings(filtered.problems, language?.more)
  const shown = sortProblems(shownProblems(left, options))
  const text = render(shown, { ...filtered, problems: left }, checked, options, language)
  if (text !== '') process.stdout.write(`${text}\n`)
  return exitCode(left, options.strict)
}

const TOLD_AT_TERMINAL = 3

/** `strict`: warnings count as errors do. */
function exitCode(problems: readonly Problem[], strict: boolean): number {
  // Nothing can be said about a file that cannot be opened, or whose zone nobody knows.
  if (problems.some(({ rule }) => rule === 'unreadable-file' || rule === 'no-origin')) return Exit.failed
  const counts = problems.some(({ severity }) => severity === 'error' || (strict && severity === 'warning'))
  return counts ? Exit.findings : Exit.clean
}

function render(
  shown: readonly Problem[],
  { problems: all, note }: Filtered,
  { tool, subject, files, readAs }: Checked,
  { format, max = Number.POSITIVE_INFINITY, all: wantsAll = max < Number.POSITIVE_INFINITY }: LintOptions,
  language: Language | undefined,
): string {
  const first = shown.slice(0, max)
  const isBrief = format === 'text' && !wantsAll && process.stdout.isTTY
  const told = isBrief ? fewOfEach(first, TOLD_AT_TERMINAL) : first
  const problems = told.map((problem) => translatedProblem(problem, language))
  const say = (english: string) => spoken(english, language)
  switch (format) {
    case 'text': {
      // A file's name is nobody's language.
      const named = visible(files?.length === 1 ? subject : say(subject))
      const about = readAs === undefined ? named : `${named}, ${say(`read as zone ${visible(readAs)}`)}`
      const text = problemsText(problems, { colour: wantsColour(process.env, process.stdout), say })
      const rest = [...omitted(shown, all, first.length), ...(note === undefined ? [] : [note])].join(', ')
      const summary = `${about}: ${say(summaryText(shown))}${rest === '' ? '' : ` ${say(`(${rest})`)}`}`
      return `${text === '' ? '' : `${text}\n`}${summary}`
    }
    case 'json':
      return problemsJson(problems)
    case 'sarif':
      return problemsSarif(problems, {
        tool: { name: tool, version },
        rules: descriptions(language),
        root: process.cwd(),
        say,
      })
    case 'github':
      return problemsGithub(problems, { say })
    case 'junit':
      return problemsJunit(problems, files, { say })
    default:
      return format satisfies never
  }
}

/** Of all rules, for SARIF. */
function descriptions(language: Language | undefined): SarifOptions['rules'] {
  const read = textRules.map(({ name, why, rfc }) => [name, { summary: language?.texts[name] ?? why, rfc }] as const)
  const found = rules.map((rule) => [rule.name, { summary: translated(rule, language).why, rfc: rule.rfc }] as const)
  return Object.fromEntries([...read, ...found])
}

/** What there is beside the `count` that are written. */
function omitted(shown: readonly Problem[], all: readonly Problem[], count: number): string[] {
  const hidden = beside(all, shown)
  const remarks = hidden.filter(({ severity }) => severity === 'info').length
  const others = hidden.length - remarks
  return [
    ...(count < shown.length ? [count === 1 ? 'the first is shown' : `the first ${count} are shown`] : []),
    ...(others > 0 ? [`${others} not shown with --quiet`] : []),
    ...(remarks > 0 ? [`${remarks} ${remarks === 1 ? 'remark' : 'remarks'} with --info`] : []),
  ]
}

function beside(all: readonly Problem[], shown: readonly Problem[]): Problem[] {
  const seen = new Set(shown)
  return all.filter((problem) => !seen.has(problem))
}
