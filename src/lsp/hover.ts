// Says what we know of the word under the cursor: what its record does, how long resolvers keep it, what each view says of the name, and
// who refers to it.

import { nameText } from '../dns/name-text.ts'
import { layoutOf } from '../dns/rdata/layouts.ts'
import type { Said } from '../dns/said.ts'
import { fieldSaid } from '../dns/says.ts'
import { typeName } from '../dns/types.ts'
import type { Entry } from './name-index.ts'
import { type At, type Names, recordsIn, type ShownFile, viewsWith } from './names.ts'
import { say } from './says.ts'
import { typeSaid } from './type-says.ts'

type Tell = (said: Said) => string

/** Markdown; undefined where there is nothing to say. */
export function hoverText(names: Names, { word, entry }: At, tell: Tell, language: string): string | undefined {
  const name = word?.name ?? entry?.owner
  if (name === undefined) return undefined
  const record = entry === undefined ? [] : recordLines(entry, tell, language)
  const parts = [record, viewLines(names, name, tell), referringLines(names, name, tell)]
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('  \n'))
    .join('\n\n')
}

function recordLines({ type, ttl }: Entry, tell: Tell, language: string): string[] {
  const known = typeSaid(type)
  const fields = layoutOf(type)?.fields.flatMap(({ labels }) => labels) ?? []
  const words = fields.map((label) => tell(fieldSaid(label))).join(', ')
  return [
    `**${typeName(type)}**${known === undefined ? '' : ` ${tell(known)}`}`,
    ...(words === '' ? [] : [escaped(tell(say('fields-are', { fields: words })))]),
    ...(ttl < 0 ? [] : [tell(say('kept-for', { time: durationText(ttl, language), seconds: ttl }))]),
  ]
}

const MOST_RECORDS = 8
const MOST_REFERRING = 12

function viewLines(names: Names, name: string, tell: Tell): string[] {
  const records = names.records(name)
  const title = `**${shownName(name)}**`
  if (records.length === 0) return [`${title} ${tell(say('name-without-records'))}`]
  const lines = viewsWith(names, name).flatMap((view) => {
    const own = recordsIn(names, name, view)
    if (own.length === 0) return []
    const texts = own.slice(0, MOST_RECORDS).map(({ file, entry }) => recordText(file, entry))
    const all = [...new Set(texts), ...(own.length > MOST_RECORDS ? ['…'] : [])].join(', ')
    return view === '' ? all : `${escaped(view)}: ${all}`
  })
  return [title, ...lines]
}

function recordText({ lines }: ShownFile, { type, rdataAt }: Entry): string {
  const written = lines.text(rdataAt.start, rdataAt.end)
  const text = written.replace(PIECES, (piece) => (/^["\\]/.test(piece) ? piece : ' ')).trim()
  return code(`${typeName(type)} ${text.length > 80 ? `${text.slice(0, 80)}…` : text}`)
}

/** What is in quotes or escaped stays; blanks, parentheses and comments go. */
const PIECES = /"(?:\\.|[^"\\\r\n])*"|\\.|(?:[\s()]|;[^\r\n]*)+/g

function referringLines(names: Names, name: string, tell: Tell): string[] {
  const uses = names.uses(name, 'told').filter(({ word }) => word.entry !== undefined)
  if (uses.length === 0) return [tell(say('nobody-refers'))]
  const texts = [
    ...new Set(uses.map(({ word: { entry } }) => code(`${shownName(entry!.owner)} ${typeName(entry!.type)}`))),
  ]
  const more = texts.length > MOST_REFERRING ? ['…'] : []
  return [tell(say('referred-by', { names: [...texts.slice(0, MOST_REFERRING), ...more].join(', ') }))]
}

export function shownName(name: string): string {
  return nameText(Buffer.from(name, 'latin1'))
}

/** A time as `1 day 2 hours`, in the words of the language. */
export function durationText(seconds: number, language: string): string {
  let left = seconds
  const parts = units.flatMap(([unit, size]) => {
    const count = Math.floor(left / size)
    left -= count * size
    const format = new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' })
    return count > 0 || (seconds === 0 && size === 1) ? [format.format(count)] : []
  })
  return parts.join(' ')
}

const units = [
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const

/** Marks text from a file as code: the editor shows it as it is, and never as Markdown. */
function code(text: string): string {
  const fence = text.includes('`') ? '``' : '`'
  return `${fence}${text.replaceAll('``', '` `')}${fence}`
}

export function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|]/g, '\\$&')
}
