// Finds the place of a finding, and makes the line as it should be.

import { type Located, markedText, withWord } from '../text/zonefile/excerpt.ts'
import type { Part, ZoneText } from '../text/zonefile/zone-text.ts'

export type Marked = Located & {
  /** The line with another word in place of the marked one; undefined where that does not repair it. */
  readonly replaced: (word: string) => string | undefined
}

/** Marks a part of the record; all of the data where it has the generic form, without fields to point at (RFC 3597 §5). */
export function placeOf(text: ZoneText, line: number, part: Part): Marked {
  const located = typeof part === 'number' && isGeneric(text, line) ? text.place(line, 'type') : text.place(line, part)
  return {
    ...located,
    replaced: (word) => (hasPart(text, line, part) ? replaced(located, part, word) : undefined),
  }
}

function isGeneric(text: ZoneText, line: number): boolean {
  return markedText(text.place(line, 0)) === '\\#'
}

/** Whether the record itself has the word. It takes an owner or a TTL over from above: then we mark the whole entry. */
function hasPart(text: ZoneText, line: number, part: Part): boolean {
  const { place } = text.place(line, part)
  const whole = text.place(line, 'entry').place
  return part === 'entry' || place.column !== whole.column || place.length !== whole.length || place.line !== whole.line
}

/** Undefined for a line that makes many records: one word does not repair it. */
function replaced(located: Located, part: Part, word: string): string | undefined {
  const { source } = located
  if (source.startsWith('$') || part === 'entry') return undefined
  if (typeof part === 'number' && /\\#/.test(source)) return undefined
  return withWord(located, word)
}
