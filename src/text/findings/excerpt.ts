// Draws a line of a file with a caret under the words that a problem is about.

import { visible } from './escape.ts'
import { columns } from './width.ts'

export type Excerpt = { readonly text: string; readonly caret: string }

/** `column` counts characters from 1, `length` counts characters. Cuts a long line to the part around the mark. */
export function excerpt(source: string, column: number, length: number): Excerpt {
  const characters = [...source.replace(SECRET, (whole, key: string) => key + '*'.repeat(whole.length - key.length))]
  const start = Math.min(column - 1, characters.length)
  const end = Math.max(start + 1, Math.min(start + length, characters.length))
  const first = start > MOST_BEFORE + ROOM ? start - MOST_BEFORE : 0
  const last = characters.length - first > MOST ? first + MOST : characters.length
  let text = first > 0 ? CUT : ''
  let at = columns(text)
  let from = at
  let to = at
  for (let i = first; i < last; i++) {
    if (i === start) from = at
    const shown = characters[i] === '\t' ? ' '.repeat(TAB - (at % TAB)) : visible(characters[i]!)
    text += shown
    at += columns(shown)
    if (i < end) to = at
  }
  if (start >= last) from = at
  if (last < characters.length) text += CUT
  return { text: text.trimEnd(), caret: ' '.repeat(from) + '^'.repeat(Math.max(1, to - from)) }
}

/** A secret where none belongs, as under "tsig", becomes asterisks: messages go into logs. */
const SECRET = /(\bsecret["']?[ \t]*:[ \t]*["']?)[A-Za-z0-9+/=]+/g

const TAB = 8
const CUT = '…'
/** How many characters of a long line we show, and how many of these before the mark. */
const MOST = 160
const MOST_BEFORE = 60
const ROOM = 40
