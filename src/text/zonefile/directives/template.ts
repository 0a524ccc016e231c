// The texts of $GENERATE, with holes for a number, as BIND reads them:
//
//   $                       the number
//   ${offset,width,base}    offset added, filled up with zeros; base d o x X, or n N: hexadecimal digits from the last to
//                           the first with dots between, as ip6.arpa has them, the width counting dots; width and base
//                           may be left out
//   $$ and \$               a dollar sign

import { Octets } from '../../../dns/octets.ts'
import type { Refusal, Words } from '../../../dns/rdata/words.ts'
import { say } from '../says.ts'

type Hole = { readonly offset: number; readonly width: number; readonly base: string }

/** Octets as written, and holes. */
export type Template = { readonly parts: readonly (Uint8Array | Hole)[] }

export function readTemplate(words: Words, word: number): Template | Refusal {
  const bytes = templateText(words, word)
  const end = bytes.length
  const parts: (Uint8Array | Hole)[] = []
  let from = 0
  for (let p = from; p < end; ) {
    if (bytes[p] === BACKSLASH) {
      p += 2
      continue
    }
    if (bytes[p] !== DOLLAR) {
      p++
      continue
    }
    parts.push(bytes.subarray(from, p++))
    if (p < end && bytes[p] === DOLLAR) {
      parts.push(escapedDollar)
      p++
    } else if (p < end && bytes[p] === BRACE) {
      const written = /^\{[^}]*\}?/.exec(latin1.decode(bytes.subarray(p, end)))![0]
      const hole = readHole(written)
      if (!hole) return badHole(word, written)
      parts.push(hole)
      p += written.length
    } else parts.push(plainHole)
    from = p
  }
  parts.push(bytes.subarray(from, end))
  return { parts }
}

/**
 * The text of the word. In a quoted word, backslashes before quotes come off, as in BIND, which looks for holes after that; all other
 * escapes stay for the made record.
 */
function templateText({ bytes, start, end, quoted }: Words, word: number): Uint8Array {
  const text = bytes.subarray(start[word], end[word])
  if (!quoted[word] || !text.includes(QUOTE)) return text
  const out = new Octets(text.length)
  for (let p = 0; p < text.length; p++) {
    if (text[p] === BACKSLASH && text[++p] !== QUOTE) out.u8(BACKSLASH)
    out.u8(text[p]!)
  }
  return out.view()
}

export function expand(template: Template, value: number, out: Octets): void {
  for (const part of template.parts) {
    if (part instanceof Uint8Array) out.append(part)
    else for (const character of holeText(part, value)) out.u8(character.charCodeAt(0))
  }
}

/** Whether `least`, the lowest number, has no text in the template: negative numbers have no digits in a base other than ten. */
export function negative(template: Template, least: number): boolean {
  return template.parts.some((part) => !(part instanceof Uint8Array) && part.base !== 'd' && least + part.offset < 0)
}

function holeText({ offset, width, base }: Hole, value: number): string {
  const number = value + offset
  switch (base) {
    case 'o':
      return number.toString(8).padStart(width, '0')
    case 'x':
      return number.toString(16).padStart(width, '0')
    case 'X':
      return number.toString(16).toUpperCase().padStart(width, '0')
    case 'n':
      return nibbles(number, width)
    case 'N':
      return nibbles(number, width).toUpperCase()
    default:
      return number < 0 ? `-${String(-number).padStart(width - 1, '0')}` : String(number).padStart(width, '0')
  }
}

/** The digits from last to first. As in BIND, a width that ends on a dot keeps it: 1 with width 4 is `1.0.`. */
function nibbles(number: number, width: number): string {
  const digits = [...number.toString(16)].reverse()
  while (digits.length * 2 < width) digits.push('0')
  const text = digits.join('.')
  return text.length < width ? `${text}.` : text
}

const MAX_WIDTH = 127
const MAX_OFFSET = 0x7fffffff

function readHole(written: string): Hole | undefined {
  const match = /^\{([+-]?\d{1,10})(?:,(\d{1,3})(?:,([doxXnN]))?)?\}$/.exec(written)
  if (!match) return undefined
  const hole = { offset: Number(match[1]), width: Number(match[2] ?? 0), base: match[3] ?? 'd' }
  return Math.abs(hole.offset) <= MAX_OFFSET && hole.width <= MAX_WIDTH ? hole : undefined
}

function badHole(word: number, written: string): Refusal {
  const message = say('hole-unreadable', { text: `$${written.slice(0, 40)}`, most: MAX_WIDTH })
  return { word, rule: 'syntax', message, fix: say('write-hole', { hole: `\${0,3,d}` }) }
}

const plainHole: Hole = { offset: 0, width: 0, base: 'd' }
const escapedDollar = new TextEncoder().encode('\\$')
const latin1 = new TextDecoder('latin1')
const BACKSLASH = 0x5c
const DOLLAR = 0x24
const QUOTE = 0x22
const BRACE = 0x7b
