// Finds the face above a name in one view.

import { type FaceName, faceKey } from '../store/change.ts'

/** The face of the next zone above in the same view, whether Janus signs it or not. `known`: by faceKey(). */
export function nextAbove(view: string, name: Uint8Array, known: ReadonlySet<string>): FaceName | undefined {
  for (let at = 0; name[at] !== 0; ) {
    at += name[at]! + 1
    const above = { view, origin: name.subarray(at) }
    if (known.has(faceKey(above))) return above
  }
  return undefined
}
