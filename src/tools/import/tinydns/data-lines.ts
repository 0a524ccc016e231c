// Reads the lines of tinydns's `data`: a letter that says what a line is, then fields between colons, with octets as \ooo. data-records.ts
// knows which records they make.

import type { Faults, Spot } from '../faults.ts'

export type Field = { readonly octets: string; readonly at: Spot }

export type DataLine = {
  /** `.`, `&`, `=`, `+`, `@`, `'`, `^`, `C`, `Z`, `:` or `%` */
  readonly kind: string
  readonly at: Spot
  /** The field, or an empty one. */
  readonly field: (i: number) => Field
  readonly fields: number
}

const KINDS = ".&=+@'^CZ:%"
/** The number of fields; tinydns-data passes over further ones. */
const MOST_FIELDS: { readonly [kind: string]: number } = {
  '.': 6,
  '&': 6,
  '=': 5,
  '+': 5,
  '@': 7,
  "'": 5,
  '^': 5,
  C: 5,
  Z: 11,
  ':': 6,
  '%': 2,
}

/** `lines`: a character for each octet. */
export function readDataLines(file: string, lines: readonly string[], faults: Faults): DataLine[] {
  return lines.flatMap((whole, i): DataLine[] => {
    // tinydns-data takes blanks off the end.
    const text = whole.replace(/[ \t\n\r]+$/, '')
    const at = (column: number): Spot => ({ file, line: i + 1, column })
    const kind = text[0]
    if (kind === undefined || kind === '#' || kind === '-') return []
    if (!KINDS.includes(kind)) {
      const known = [...KINDS].join(' ')
      faults.add(
        at(1),
        `no line of "data" begins with ${JSON.stringify(kind)}: write one of ${known}, or # before a comment`,
      )
      return []
    }
    const fields = split(text, at, faults)
    if (fields.length > MOST_FIELDS[kind]!) {
      const extra = fields[MOST_FIELDS[kind]!]!
      faults.add(
        extra.at,
        `${JSON.stringify(kind)} has ${MOST_FIELDS[kind]} fields at most; write a colon within one as \\072`,
      )
      return []
    }
    const last = at(text.length + 1)
    return [{ kind, at: at(1), fields: fields.length, field: (n) => fields[n] ?? { octets: '', at: last } }]
  })
}

function split(text: string, at: (column: number) => Spot, faults: Faults): Field[] {
  let column = 2
  return text
    .slice(1)
    .split(':')
    .map((written) => {
      const spot = at(column)
      column += written.length + 1
      return { octets: unescaped(written, spot, faults), at: spot }
    })
}

function unescaped(written: string, at: Spot, faults: Faults): string {
  return written.replaceAll(/\\([0-7]{3}|.|$)/gs, (all, code: string) => {
    const octet = Number.parseInt(code, 8)
    if (code.length === 3 && octet < 256) return String.fromCharCode(octet)
    faults.add(at, `"${all}" is no octet: write three octal digits behind "\\", from \\000 to \\377`)
    return ''
  })
}
