// Finds where we may split a zone file: at a line that seems to begin an entry with its own owner. Only the parser knows whether it does.

import type { Content } from '../../text/zonefile/content.ts'

/** The first such line behind the one at `from`, or the end. */
export function entryAt({ bytes, size }: Content, from: number): number {
  let p = from
  while (p < size) {
    while (p < size && bytes[p] !== LINE_FEED) p++
    if (++p < size && !NOT_OWNERS.has(bytes[p]!)) return p
  }
  return size
}

const LINE_FEED = 0x0a
/**
 * Blank, `"`, `$`, `(`, `)`, `;` and line ends: no entry with an owner and a known origin begins with these. `#` and `/` may begin a
 * comment of another language, which leaves the owner as it is.
 */
const NOT_OWNERS = new Set([0x20, 0x09, 0x22, 0x23, 0x24, 0x28, 0x29, 0x2f, 0x3b, 0x0d, LINE_FEED])
