// Quotes are for text, the names of files, and owners (docs/zone-files.md). We refuse all other words in them, as BIND and Knot do: the
// same word without them may be something else.

import { classFromBytes } from '../../dns/classes.ts'
import type { Refusal, Words } from '../../dns/rdata/words.ts'
import { fieldSaid, type Label } from '../../dns/says.ts'
import { say } from './says.ts'

/** Refuses a word in quotes that is no text. */
export function inQuotes(words: Words, word: number, label: Label): Refusal {
  const text = words.text(word)
  const message = say('word-in-quotes', { label: fieldSaid(label), word: text })
  return { word, rule: 'syntax', message, fix: say('write-word', { word: text }) }
}

/** Refuses a word in quotes where TTL, class and type stand. */
export function headerInQuotes(words: Words, word: number): Refusal {
  const { bytes, start, end } = words
  const isTtl = /^\d/.test(words.text(word))
  const isClass = classFromBytes(bytes, start[word]!, end[word]!) >= 0
  return inQuotes(words, word, isTtl ? 'TTL' : isClass ? 'class' : 'type')
}
