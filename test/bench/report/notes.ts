// What people wrote beside the figures (notes.md): a section with a row's name belongs to that row, all others go to the end.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const NOTES = join(import.meta.dirname, '../notes.md')

export type Notes = {
  readonly byRow: ReadonlyMap<string, string>
  /** With their headings. */
  readonly others: string
}

export function readNotes(rows: readonly string[], text = readFileSync(NOTES, 'utf8')): Notes {
  const sections = text.split(/^(?=## )/m).slice(1)
  const byRow = new Map<string, string>()
  const others: string[] = []
  for (const section of sections) {
    const [heading = '', ...lines] = section.split('\n')
    const name = heading.slice(3).trim()
    if (rows.includes(name)) byRow.set(name, lines.join('\n').trim())
    else others.push(section.trim())
  }
  return { byRow, others: others.join('\n\n') }
}
