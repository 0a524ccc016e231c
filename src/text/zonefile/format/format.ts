// Writes a master file with aligned columns. No word changes or moves to another line: the file serves what it served before.
//
//   owner  ttl class  type   rdata          ; comment

import type { EntryLine } from './entry-lines.ts'

/** The formatted lines, without their ends, in Latin-1 as they came. */
export function formatLines(lines: readonly EntryLine[]): string[] {
  return sections(lines).flatMap(formatSection)
}

/** The line with another serial. */
export function withSerial(line: EntryLine, serial: number): EntryLine {
  if (line.serial === undefined) return line
  const { written, inRdata, inText } = line.serial
  const replaced = (text: string, at: number) => `${text.slice(0, at)}${serial}${text.slice(at + written.length)}`
  return { ...line, rdata: replaced(line.rdata, inRdata), text: replaced(line.text, inText) }
}

/** Lines between two directives share their columns. */
function sections(lines: readonly EntryLine[]): EntryLine[][] {
  const found: EntryLine[][] = [[]]
  for (const [i, line] of lines.entries()) {
    if (line.kind === 'directive' && lines[i - 1]?.kind !== 'directive') found.push([])
    else if (line.kind === 'record' && found.at(-1)!.some(({ kind }) => kind === 'directive')) found.push([])
    found.at(-1)!.push(line)
  }
  return found
}

/** A longer one stands out of its column, and moves no other line. */
const WIDEST_OWNER = 40
const WIDEST_RDATA = 48
/** The width for a section in which no record has an owner of its own. */
const NO_OWNER = 8

type Columns = { readonly owner: number; readonly header: number; readonly type: number; readonly rdata: number }

function formatSection(lines: readonly EntryLine[]): string[] {
  const records = lines.filter(({ kind }) => kind === 'record')
  const columns = {
    owner:
      widest(
        records.map(({ owner }) => owner),
        WIDEST_OWNER,
      ) || NO_OWNER,
    header: widest(records.map(({ header }) => header)),
    type: widest(records.map(({ type }) => type)),
    rdata: widest(
      records.flatMap(({ rdata, comment }) => (comment === '' ? [] : [rdata])),
      WIDEST_RDATA,
    ),
  }
  const comments = restComments(lines)
  return lines.map((line, i) => formatLine(line, columns, comments[i]!))
}

function formatLine(line: EntryLine, columns: Columns, restWidth: number): string {
  const { kind, text, rdata, comment } = line
  switch (kind) {
    case 'odd':
      return text.replace(/(?<!\\)[ \t]+$/, '')
    case 'between':
      return text.trimEnd()
    case 'directive':
      return joined(rdata, comment)
    case 'rest':
      return rdata === '' && comment === ''
        ? ''
        : `${' '.repeat(rdataAt(columns))}${rdata === '' ? comment.trimEnd() : joined(padded(rdata, restWidth, comment), comment)}`
    case 'record':
      return joined(padded(recordText(line, columns), rdataAt(columns) + columns.rdata, comment), comment)
    default:
      return kind satisfies never
  }
}

/** Trims nothing: a blank at the end may belong to a word, with a backslash before it. */
function recordText({ owner, header, type, rdata }: EntryLine, columns: Columns): string {
  const head = [padEnd(owner, columns.owner), ...(columns.header > 0 ? [padStart(header, columns.header)] : [])].join(
    GAP,
  )
  if (type === '' && rdata === '') return header === '' ? owner : head
  return rdata === '' ? `${head}${GAP}${type}` : [head, padEnd(type, columns.type), rdata].join(GAP)
}

const GAP = '  '

function rdataAt({ owner, header, type }: Columns): number {
  return owner + GAP.length + (header > 0 ? header + GAP.length : 0) + type + GAP.length
}

/** By line: the width before comments in the lines that continue the same entry. */
function restComments(lines: readonly EntryLine[]): number[] {
  const widths: number[] = []
  for (let i = 0; i < lines.length; ) {
    let end = i + 1
    while (lines[end]?.kind === 'rest') end++
    const rest = lines.slice(i + 1, end).flatMap(({ rdata, comment }) => (comment === '' ? [] : [rdata]))
    widths.push(...Array<number>(end - i).fill(widest(rest, WIDEST_RDATA)))
    i = end
  }
  return widths
}

function padded(text: string, to: number, comment: string): string {
  return comment === '' ? text : padEnd(text, to)
}

function joined(text: string, comment: string): string {
  return comment === '' ? text : `${text}${GAP}${comment.trimEnd()}`
}

function widest(texts: readonly string[], most = Number.POSITIVE_INFINITY): number {
  return texts.map(widthOf).reduce((width, one) => (one <= most ? Math.max(width, one) : width), 0)
}

function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)))
}

function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - widthOf(text))) + text
}

/** The width that people see, who read UTF-8: a continuation octet takes no room. */
function widthOf(text: string): number {
  return text.replaceAll(/[\x80-\xbf]/g, '').length
}
