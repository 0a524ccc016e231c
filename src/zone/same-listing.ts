// Whether two versions of a list have the same entries: one that is made of the same files has the same octets.

import type { Zone } from './zone.ts'

export function sameListing(a: Zone, b: Zone): boolean {
  const [left, right] = [a.columns.listing, b.columns.listing]
  if (left === right || left.length + right.length === 0) return true
  if (left.length !== right.length) return false
  return (
    Buffer.compare(
      Buffer.from(left.buffer, left.byteOffset, left.byteLength),
      Buffer.from(right.buffer, right.byteOffset, right.byteLength),
    ) === 0
  )
}
