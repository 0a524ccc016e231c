// Quotes are for text, the names of files, and owners (docs/zone-files.md). Whatever else stands in them is refused, as BIND and
// Knot do: the same word without them may be something else.

import { classFromBytes } from '../../dns/classes.ts'
import type { Refusal, Words } from '../../dns/rdata/words.ts'
import { fieldSaid, type Label } from '../../dns/says.ts'
import { say } from './says.ts'

/** The word that is no text and stands in quotes. */
export function inQuotes(words: Words, word: number, label: Label): Refusal {
  const text = words.text(word)
  const message = say('word-in-quotes', { label: fieldSaid(label), word: text })
  return { word, rule: 'syntax', message, fix: say('write-word', { word: text }) }
}

/** What stands in quotes where TTL, class and type do. */
export function headerInQuotes(words: Words, word: number): Refusal {
  const { bytes, start, end } = words
  const isTtl = /^\d/.test(words.text(word))
  const isClass = classFromBytes(bytes, start[word]!, end[word]!) >= 0
  return inQuotes(words, word, isTtl ? 'TTL' : isClass ? 'class' : 'type')
}
