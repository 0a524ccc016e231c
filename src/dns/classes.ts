// Classes of records and questions (RFC 6895 §3.2). This server's data is of class IN.

import { Mnemonics } from './mnemonics.ts'

export const Class = {
  IN: 1,
  CH: 3,
  HS: 4,
  /** RFC 2136 §2.4: in updates only. */
  NONE: 254,
  /** RFC 1035 §3.2.5: in questions only. */
  ANY: 255,
} as const

const classes = new Mnemonics(Object.entries(Class), 'CLASS', 0xffff)

/** The number of `IN`, `in` or `CLASS1` (RFC 3597 §5), or undefined. */
export function classCode(text: string): number | undefined {
  return classes.code(text)
}

/** As classCode, of bytes[start, end); -1 where it is no class. Allocates nothing. */
export function classFromBytes(bytes: Uint8Array, start: number, end: number): number {
  return classes.codeFromBytes(bytes, start, end)
}

/** `IN`, or `CLASS32` where the number has no mnemonic (RFC 3597 §5). */
export function className(code: number): string {
  return classes.name(code)
}
