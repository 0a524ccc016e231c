// Whether two zones hold the same records, wherever these stand in their files.

import { diff } from './diff.ts'
import { sameListing } from './same-listing.ts'
import type { Zone } from './zone.ts'

export function sameContent(a: Zone, b: Zone): boolean {
  if (a === b || sameImage(a, b)) return true
  if (a.records !== b.records || a.names !== b.names || !sameListing(a, b)) return false
  const changes = diff(a, b, 0)
  return changes !== undefined && changes.removed.count + changes.added.count === 0
}

/**
 * Compares images octet by octet, only for zones as they were finished: an image that editions were appended to holds more than one zone.
 */
function sameImage(a: Zone, b: Zone): boolean {
  if (!a.isFirst || !b.isFirst) return false
  const [left, right] = [a.image, b.image]
  if (left === right) return true
  return left.byteLength === right.byteLength && Buffer.compare(new Uint8Array(left), new Uint8Array(right)) === 0
}
