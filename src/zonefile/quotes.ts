// Quotes are for text, the names of files, and owners (docs/zone-files.md). Whatever else stands in them is refused, as BIND and
// Knot do: the same word without them may be something else.

import { classFromBytes } from '../dns/classes.ts'
import type { Refusal, Words } from '../dns/rdata/words.ts'

/** The word that is no text and stands in quotes. */
export function inQuotes(words: Words, word: number, label: string): Refusal {
  const text = words.text(word)
  const message = `cannot read ${label} "${text}": it stands in quotes`
  return { word, rule: 'syntax', message, fix: `write ${text}` }
}

/** What stands in quotes where TTL, class and type do. */
export function headerInQuotes(words: Words, word: number): Refusal {
  const { bytes, start, end } = words
  const isTtl = /^\d/.test(words.text(word))
  const isClass = classFromBytes(bytes, start[word]!, end[word]!) >= 0
  return inQuotes(words, word, isTtl ? 'TTL' : isClass ? 'class' : 'type')
}
