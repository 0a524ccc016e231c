// The line of a file with a caret under the very words, as it can be printed.

import { visible } from './escape.ts'
import { columns } from './width.ts'

export type Excerpt = { readonly text: string; readonly caret: string }

/** `column` and `length` count characters, from 1. A long line is cut to what stands around the mark. */
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

/** What somebody has written for a secret where none belongs, as under "tsig": messages go into logs. */
const SECRET = /(\bsecret["']?[ \t]*:[ \t]*["']?)[A-Za-z0-9+/=]+/g

const TAB = 8
const CUT = '…'
/** Characters shown of a long line, and how many of them before the mark. */
const MOST = 160
const MOST_BEFORE = 60
const ROOM = 40
