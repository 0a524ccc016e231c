// Writes the findings of the linting commands, and gives the exit code.

import { type Language, translated } from '../check/lang/language.ts'
import { cutFindings, fewOfEach } from '../check/rest.ts'
import { rules } from '../check/rules/index.ts'
import { textRules } from '../check/text-rules.ts'
import type { Said, Says } from '../dns/said.ts'
import { problemsBadge } from '../text/findings/badge.ts'
import { wantsColour } from '../text/findings/colour.ts'
import { visible } from '../text/findings/escape.ts'
import { problemsGithub } from '../text/findings/github.ts'
import { problemsJson } from '../text/findings/json.ts'
import { problemsJunit } from '../text/findings/junit.ts'
import type { Problem } from '../text/findings/problem.ts'
import { problemsSarif, type SarifOptions } from '../text/findings/sarif.ts'
import { sortProblems, summaryText } from '../text/findings/summary.ts'
import { problemsText } from '../text/findings/text.ts'
import { toldProblems } from '../text/findings/told.ts'
import type { ZoneText } from '../text/zonefile/zone-text.ts'
import { Exit } from '../tools/exit.ts'
import { type Filtered, filterProblems, shownProblems } from './check-filter.ts'
import type { LintOptions } from './check-options.ts'
import { say } from './says.ts'
import { loadWords, type Words } from './speaker.ts'
import { version } from './version.ts'

export type Checked = {
  readonly problems: readonly Problem[]
  /** The texts that were read: comments in them may silence findings. */
  readonly texts: readonly ZoneText[]
  /** Name of the command, for SARIF. */
  readonly tool: string
  /** What was checked, for the last line: a file, or `12 zones`. */
  readonly subject: string | Said
  readonly files?: readonly string[]
  /** The zone that the only file was taken for, where no option said it. */
  readonly readAs?: string | undefined
  /** Texts, where the command has more than those about zone files. */
  readonly says?: Says
}

/** Writes the problems that the options leave, by file and line, and gives the exit code. */
export async function conclude(checked: Checked, options: LintOptions): Promise<number> {
  const words = await loadWords(options.lang, checked.says)
  const filtered = filterProblems(checked.problems, checked.texts, options)
  if ('failure' in filtered) {
    process.stderr.write(`${checked.tool}: ${visible(words.text(filtered.failure))}\n`)
    return Exit.failed
  }
  const left = cutFindings(filtered.problems)
  const shown = sortProblems(shownProblems(left, options))
  const text = render(shown, { ...filtered, problems: left }, checked, options, words)
  if (text !== '') process.stdout.write(`${text}\n`)
  return exitCode(left, options.strict)
}

const TOLD_AT_TERMINAL = 3

/** `strict`: warnings count as errors do. */
function exitCode(problems: readonly Problem[], strict: boolean): number {
  // A file that cannot be opened, or whose zone nobody knows, was not checked.
  if (problems.some(({ rule }) => rule === 'unreadable-file' || rule === 'no-origin')) return Exit.failed
  const counts = problems.some(({ severity }) => severity === 'error' || (strict && severity === 'warning'))
  return counts ? Exit.bad : Exit.good
}

function render(
  shown: readonly Problem[],
  { problems: all, notes = [] }: Filtered,
  { tool, subject, files, readAs }: Checked,
  { format, max = Number.POSITIVE_INFINITY, all: wantsAll = max < Number.POSITIVE_INFINITY }: LintOptions,
  words: Words,
): string {
  const first = shown.slice(0, max)
  const isBrief = format === 'text' && !wantsAll && process.stdout.isTTY
  const few = isBrief ? fewOfEach(first, TOLD_AT_TERMINAL) : first
  const problems = toldProblems(few, words)
  const { text: tell } = words
  switch (format) {
    case 'text': {
      const named = visible(typeof subject === 'string' ? subject : tell(subject))
      const about = readAs === undefined ? named : `${named}, ${tell(say('read-as', { zone: visible(readAs) }))}`
      const text = problemsText(problems, { colour: wantsColour(process.env, process.stdout), tell })
      const rest = [...omitted(shown, all, first.length), ...notes]
      const summary = `${about}: ${summaryText(shown, tell)}${rest.length === 0 ? '' : ` ${tell(say('notes', { notes: rest }))}`}`
      return `${text === '' ? '' : `${text}\n`}${summary}`
    }
    case 'json':
      return problemsJson(problems)
    case 'sarif':
      return problemsSarif(problems, {
        tool: { name: tool, version },
        rules: descriptions(words.rules),
        root: process.cwd(),
        tell,
      })
    case 'github':
      return problemsGithub(problems, { tell })
    case 'junit':
      return problemsJunit(problems, files, { tell })
    case 'badge':
      // The badge counts problems that --max leaves out.
      return problemsBadge(shown, { tell })
    default:
      return format satisfies never
  }
}

/** Descriptions of all rules, for SARIF. */
function descriptions(language: Language | undefined): SarifOptions['rules'] {
  const read = textRules.map(({ name, why, rfc }) => [name, { summary: language?.texts[name] ?? why, rfc }] as const)
  const found = rules.map((rule) => [rule.name, { summary: translated(rule, language).why, rfc: rule.rfc }] as const)
  return Object.fromEntries([...read, ...found])
}

/** Notes about problems that are not among the `count` written. */
function omitted(shown: readonly Problem[], all: readonly Problem[], count: number): Said[] {
  const hidden = beside(all, shown)
  const remarks = hidden.filter(({ severity }) => severity === 'info').length
  const others = hidden.length - remarks
  return [
    ...(count < shown.length ? [count === 1 ? say('first-shown') : say('first-few-shown', { count })] : []),
    ...(others > 0 ? [say('not-shown', { count: others })] : []),
    ...(remarks > 0
      ? [remarks === 1 ? say('one-remark-with-info') : say('remarks-with-info', { count: remarks })]
      : []),
  ]
}

function beside(all: readonly Problem[], shown: readonly Problem[]): Problem[] {
  const seen = new Set(shown)
  return all.filter((problem) => !seen.has(problem))
}
