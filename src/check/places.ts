// The place of a finding, and the line as it should have been.

import { type Located, markedText, withWord } from '../text/zonefile/excerpt.ts'
import type { Part, ZoneText } from '../text/zonefile/zone-text.ts'

export type Marked = Located & {
  /** The line with the marked word replaced; undefined where that would not be the repair. */
  readonly replaced: (word: string) => string | undefined
}

/** Data in the generic form (RFC 3597 §5) has no fields to point at: mark all of it. */
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

/** Where the record does not have the word, as an owner or a TTL that it takes over, mark the whole entry. */
function hasPart(text: ZoneText, line: number, part: Part): boolean {
  const { place } = text.place(line, part)
  const whole = text.place(line, 'entry').place
  return part === 'entry' || place.column !== whole.column || place.length !== whole.length || place.line !== whole.line
}

/** One word does not repair a line that makes many records. */
function replaced(located: Located, part: Part, word: string): string | undefined {
  const { source } = located
  if (source.startsWith('$') || part === 'entry') return undefined
  if (typeof part === 'number' && /\\#/.test(source)) return undefined
  return withWord(located, word)
}
