// Whether two zones hold the same records, wherever these stand in their files.

import { diff } from './diff.ts'
import type { Zone } from './zone.ts'

export function sameContent(a: Zone, b: Zone): boolean {
  if (a === b || sameImage(a, b)) return true
  if (a.records !== b.records || a.names !== b.names || !sameListing(a, b)) return false
  const changes = diff(a, b, 0)
  return changes !== undefined && changes.removed.count + changes.added.count === 0
}

/** Of zones as they were finished: what later editions of an image have is not in all of its octets. */
function sameImage(a: Zone, b: Zone): boolean {
  if (!a.isFirst || !b.isFirst) return false
  const [left, right] = [a.image, b.image]
  if (left === right) return true
  return left.byteLength === right.byteLength && Buffer.compare(new Uint8Array(left), new Uint8Array(right)) === 0
}

/** Whether both list the same, of what a list has beside nodes. One that is made of the same files has the same octets. */
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
