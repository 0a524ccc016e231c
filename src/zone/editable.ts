// Which images an editor may append to: those with room that nobody has written to.

import type { Zone } from './zone.ts'

/** Images that have an editor in this thread. */
const edited = new WeakSet<SharedArrayBuffer>()

/** The image has an editor from now on. */
export function noteEditor(image: SharedArrayBuffer): void {
  edited.add(image)
}

/** Whether an editor may append to the image in which the zone lies. */
export function isEditable(zone: Zone): boolean {
  return isUntouched(zone) && !edited.has(zone.image)
}

/** Whether the image has room, and the room is empty: each edition gives at least one node a new version. */
export function isUntouched({ isFirst, columns: { versionBorn } }: Zone): boolean {
  return isFirst && versionBorn.length > 0 && versionBorn[0] === 0
}
