// Makes the safe repairs of findings in the text of a file: everything else stays as it is, to the last blank.

import { isUtf8 } from 'node:buffer'
import type { Problem } from '../text/findings/problem.ts'
import { carriedOver, type Left } from './carried-over.ts'
import type { Change } from './changes.ts'

/** The part of a finding that a repair needs. */
export type Mendable = Pick<Problem, 'rule' | 'place' | 'edit'>

export type Fixed = {
  readonly bytes: Uint8Array
  /** In order of lines. */
  readonly changes: readonly Change[]
  /** How many findings were mended. */
  readonly mended: number
}

/** Makes the repairs of the problems of one file; of two for one place, the first. */
export function fixText(bytes: Uint8Array, problems: readonly Mendable[]): Fixed {
  const mark = hasMark(bytes) ? MARK : ''
  // Odd places hold the line ends. Each line is in an encoding of its own, as it is where columns are counted.
  const pieces = Buffer.from(bytes)
    .toString('latin1')
    .slice(mark.length)
    .split(/(\r\n|\n|\r)/)
  const wide = pieces.map((piece) => isUtf8(Buffer.from(piece, 'latin1')))
  const lines = pieces.flatMap((piece, i) =>
    i % 2 === 1 ? [] : [wide[i] ? Buffer.from(piece, 'latin1').toString() : piece],
  )
  const after: (string | undefined)[] = [...lines]
  const { gone, left } = removable(bytes, problems)
  let mended = 0
  for (const [line, own] of byLine(problems)) {
    const text = lines[line - 1]
    if (text === undefined) continue
    const fitting = wide[2 * (line - 1)] ? own : own.filter(({ edit }) => !/[^\0-\xff]/.test(edit?.text ?? ''))
    const repaired = gone.has(line) ? without(own) : repairLine(text, fitting, left.get(line)?.ttl !== false)
    mended += repaired.mended
    after[line - 1] = repaired.text
  }
  const changes = lines.flatMap((before, i) => (after[i] === before ? [] : [{ line: i + 1, before, after: after[i] }]))
  const octets = after.flatMap((line, i) =>
    line === undefined
      ? []
      : [Buffer.from(line, wide[2 * i] ? 'utf8' : 'latin1'), Buffer.from(pieces[2 * i + 1] ?? '', 'latin1')],
  )
  return { bytes: Buffer.concat([Buffer.from(mark, 'latin1'), ...octets]), changes, mended }
}

/** A UTF-8 byte order mark belongs to no line. */
const MARK = '\xef\xbb\xbf'

function hasMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
}

function byLine(problems: readonly Mendable[]): Map<number, Mendable[]> {
  const lines = new Map<number, Mendable[]>()
  for (const problem of problems) {
    if (problem.edit === undefined) continue
    lines.set(problem.place.line, [...(lines.get(problem.place.line) ?? []), problem])
  }
  return lines
}

/** The lines that we may delete, and what the other lines then leave to those below them. */
function removable(
  bytes: Uint8Array,
  problems: readonly Mendable[],
): { readonly gone: ReadonlySet<number>; readonly left: ReadonlyMap<number, Left> } {
  const lines = new Set(problems.filter(changesCarried).map(({ place }) => place.line))
  const deleting = new Set(problems.filter(isDeletion).map(({ place }) => place.line))
  const gone = new Set<number>()
  let left: ReadonlyMap<number, Left> = new Map()
  // A deleted line takes nothing from the lines above it, so now these may go too: hence again until no more go.
  for (let before = -1; before < gone.size && lines.size > 0; ) {
    before = gone.size
    left = carriedOver(bytes, lines, gone)
    for (const [line, { alone, owner, ttl }] of left) if (deleting.has(line) && alone && !owner && !ttl) gone.add(line)
  }
  return { gone, left }
}

/** Repairs that may change what the line leaves to those below it. */
function changesCarried(problem: Mendable): boolean {
  return isDeletion(problem) || (problem.edit !== undefined && problem.rule === 'ttl-mismatch')
}

function isDeletion({ edit }: Mendable): boolean {
  return edit !== undefined && edit.text === undefined
}

type Repaired = { readonly text: string | undefined; readonly mended: number }

function without(problems: readonly Mendable[]): Repaired {
  return { text: undefined, mended: problems.filter(isDeletion).length }
}

function repairLine(text: string, problems: readonly Mendable[], leavesTtl: boolean): Repaired {
  const fitting = problems.filter((problem) => !isDeletion(problem) && !(leavesTtl && changesCarried(problem)))
  // From the right, so that columns stay what they are.
  const ordered = fitting.toSorted((a, b) => b.place.column - a.place.column)
  let characters = [...text]
  let limit = Number.POSITIVE_INFINITY
  let mended = 0
  for (const { place, edit } of ordered) {
    const start = place.column - 1
    if (start + place.length > limit) continue
    characters = [...characters.slice(0, start), ...edit!.text!, ...characters.slice(start + place.length)]
    limit = start
    mended++
  }
  return { text: characters.join(''), mended }
}
