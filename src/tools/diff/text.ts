// Writes differences for people: a paragraph for each name and type.

import { visible } from '../../text/findings/escape.ts'
import type { TextOptions } from '../../text/findings/text.ts'
import type { Difference, DiffReport, Side } from './diff.ts'

export type DiffTextOptions = TextOptions & {
  /** Whether to show expected differences too. */
  readonly all?: boolean
}

export function diffText(report: DiffReport, { colour = false, all = false }: DiffTextOptions = {}): string {
  const paint = colour ? painted : plain
  const shown = report.differences.filter(({ state }) => all || state !== 'expected')
  const lines: string[] = []
  let zone = ''
  for (const difference of shown) {
    if (difference.zone !== zone) lines.push(...(zone === '' ? [] : ['']), paint('bold', difference.zone))
    zone = difference.zone
    lines.push(...differenceLines(difference, report.views, paint))
  }
  if (shown.length > 0) lines.push('')
  for (const { at, reason } of report.unused)
    lines.push(`${at}: expected and not seen any more: ${visible(reason)}; delete it`)
  for (const name of report.refused) lines.push(`${name} cannot be compared: it was refused, see janus check`)
  lines.push(summary(report))
  return `${lines.join('\n')}\n`
}

type Style = keyof typeof escapes
type Paint = (style: Style, text: string) => string

function differenceLines(difference: Difference, views: DiffReport['views'], paint: Paint): string[] {
  const { name, type, sides, state, reason, until, at } = difference
  const what = name === undefined ? 'the whole zone' : `${name} ${type}`
  const notes = {
    new: '',
    expected: `, expected: ${reason} (${at})`,
    expired: `, expected until ${until}: ${reason} (${at})`,
  }[state]
  return [
    `  ${paint(state, what)}${visible(notes)}`,
    ...sideLines('-', views[0], sides[0], sides[1], paint),
    ...sideLines('+', views[1], sides[1], sides[0], paint),
  ]
}

function sideLines(
  sign: '-' | '+',
  view: string,
  side: Side | undefined,
  other: Side | undefined,
  paint: Paint,
): string[] {
  if (side === undefined) return []
  // We show the TTL only where it differs.
  const ttl = other !== undefined && other.ttl !== side.ttl ? `TTL ${side.ttl} ` : ''
  return side.records.map(({ rdata, file, line }) => {
    const at = file === undefined ? '' : paint('faint', `  ${file}${line === undefined ? '' : `:${line}`}`)
    return `    ${paint(sign, `${sign} ${view}: ${ttl}${rdata}`)}${at}`
  })
}

function summary({ views, differences, refused }: DiffReport): string {
  const [a, b] = views
  if (differences.length === 0) return `${a} and ${b} say the same${refused.length > 0 ? ' in what was compared' : ''}`
  const of = (wanted: Difference['state']) => differences.filter(({ state }) => state === wanted).length
  const parts = [`${of('new')} new`, `${of('expected')} expected`, `${of('expired')} expired`]
  return `${differences.length} ${differences.length === 1 ? 'difference' : 'differences'} between ${a} and ${b}: ${parts.join(', ')}`
}

function plain(_style: Style, text: string): string {
  return text
}

function painted(style: Style, text: string): string {
  const [on, off] = escapes[style]
  return `\x1b[${on}m${text}\x1b[${off}m`
}

/** ECMA-48 8.3.117, select graphic rendition: on and off. */
const escapes = {
  bold: [1, 22],
  faint: [2, 22],
  new: [33, 39],
  expired: [31, 39],
  expected: [2, 22],
  '-': [31, 39],
  '+': [32, 39],
} as const
