// The name of the source of synthesis that a closest encloser would have (RFC 4592 §3.3.1).

import { MAX_NAME } from './name.ts'
import type { Suffixes } from './suffixes.ts'

/** Writes `*.` and suffix `i` of `name`, and returns its length; 0 where it would be too long to exist. */
export function wildcardOf(name: Suffixes, i: number, out: Uint8Array): number {
  const from = name.at[i]!
  const octets = name.at[name.count]! + 1 - from
  if (octets + 2 > MAX_NAME) return 0
  out[0] = 1
  out[1] = 0x2a
  for (let k = 0; k < octets; k++) out[2 + k] = name.bytes[from + k]!
  return octets + 2
}
