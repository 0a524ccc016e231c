// Where a finding is shown, and the line as it should have been.

import type { Located } from '../zonefile/excerpt.ts'
import type { Part, ZoneText } from '../zonefile/zone-text.ts'

export type Marked = Located & {
  /** The line with the marked word replaced; undefined where that would not be the repair. */
  readonly replaced: (word: string) => string | undefined
}

/** Data in the generic form (RFC 3597 §5) has no fields to point at: all of it is marked. */
export function placeOf(text: ZoneText, line: number, part: Part): Marked {
  const located = typeof part === 'number' && isGeneric(text, line) ? text.place(line, 'type') : text.place(line, part)
  return {
    ...located,
    replaced: (word) => (isThere(text, line, part, located) ? replaced(located, part, word) : undefined),
  }
}

function isGeneric(text: ZoneText, line: number): boolean {
  return markedText(text.place(line, 0)) === '\\#'
}

/** A word that the record does not have, a TTL by default, is marked by the whole entry. */
function isThere(text: ZoneText, line: number, part: Part, { place }: Located): boolean {
  const whole = text.place(line, 'entry').place
  return part === 'entry' || place.column !== whole.column || place.length !== whole.length || place.line !== whole.line
}

/** The characters that the place marks. */
export function markedText({ place, source, sourceColumn = 1 }: Located): string {
  const characters = [...source]
  return characters.slice(place.column - sourceColumn, place.column - sourceColumn + place.length).join('')
}

/** A line that was shortened, or that makes many records, is not repaired by one word. */
function replaced(located: Located, part: Part, word: string): string | undefined {
  const { place, source, sourceColumn = 1 } = located
  const marked = markedText(located)
  if (sourceColumn !== 1 || source.endsWith('…') || source.startsWith('$') || part === 'entry') return undefined
  if (typeof part === 'number' && /\\#/.test(source)) return undefined
  const characters = [...source]
  const before = characters.slice(0, place.column - 1).join('')
  const after = characters.slice(place.column - 1 + [...marked].length).join('')
  return `${before}${word}${after}`.trimEnd()
}
