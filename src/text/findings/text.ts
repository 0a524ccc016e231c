// Writes problems for people, in the form from which editors and CI jump to the place: FILE:LINE:COLUMN: error: text [rule].

import type { Said } from '../../dns/said.ts'
import { visible, visibleLine } from './escape.ts'
import { excerpt } from './excerpt.ts'
import type { Place, Severity, ToldProblem } from './problem.ts'
import { english, say } from './says.ts'

/** Puts the words around problems into a language. */
export type Tell = (said: Said) => string

export type TextOptions = {
  readonly colour?: boolean
  /** `error`, `warning`, `info`, `fix` and `see` in the language of the messages. */
  readonly tell?: Tell
}

/** One problem in several lines, without a final line break. */
export function problemText(problem: ToldProblem, { colour = false, tell = english.text }: TextOptions = {}): string {
  const paint = colour ? painted : plain
  const { severity, message, rule, place, source, related, fix, rfc } = problem
  const lines = [
    `${paint('bold', placeText(place))}: ${paint(severity, tell(say(severity)))}: ${visible(message)} ${paint('faint', `[${rule}]`)}`,
  ]
  // Both line numbers get the same width, so that the two excerpts align.
  const gutter = Math.max(4, ...[place, related?.place].map((place) => String(place?.line ?? '').length + 2))
  if (source !== undefined) lines.push(...excerptLines(place, source, gutter, (caret) => paint(severity, caret)))
  if (related) {
    const { file, line } = related.place
    lines.push(`${paint('bold', `${visible(file)}:${line}`)}: ${visible(related.message)}`)
    if (related.source !== undefined)
      lines.push(...excerptLines(related.place, related.source, gutter, (caret) => paint('faint', caret)))
  }
  if (fix !== undefined)
    lines.push(`${paint('fix', tell(say('fix')))}: ${fix.split('\n').map(visibleLine).join('\n     ')}`)
  if (rfc !== undefined) lines.push(`${paint('faint', tell(say('see')))}: ${visible(rfc)}`)
  return lines.join('\n')
}

/** All problems, with a blank line between two; empty where there are none. */
export function problemsText(problems: readonly ToldProblem[], options?: TextOptions): string {
  return problems.map((problem) => `${problemText(problem, options)}\n`).join('\n')
}

export function placeText({ file, line, column }: Place): string {
  return `${visible(file)}:${line}:${column}`
}

function excerptLines(place: Place, source: string, gutter: number, paint: (caret: string) => string): string[] {
  const { text, caret } = excerpt(source, place.column, place.length)
  const marks = caret.trimStart()
  return [
    `${String(place.line).padStart(gutter)} | ${text}`.trimEnd(),
    `${' '.repeat(gutter)} | ${caret.slice(0, -marks.length)}${paint(marks)}`,
  ]
}

type Style = Severity | 'bold' | 'faint' | 'fix'

function plain(_style: Style, text: string): string {
  return text
}

function painted(style: Style, text: string): string {
  const [on, off] = escapes[style]
  return `\x1b[${on}m${text}\x1b[${off}m`
}

/** ECMA-48 8.3.117, select graphic rendition: on and off. */
const escapes: { readonly [style in Style]: readonly [number, number] } = {
  error: [31, 39],
  warning: [33, 39],
  info: [36, 39],
  fix: [32, 39],
  bold: [1, 22],
  faint: [2, 22],
}
