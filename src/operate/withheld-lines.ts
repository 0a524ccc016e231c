// What the server withholds from everybody because it would tell of the inside, by face.

import { nameText } from '../dns/name-text.ts'
import type { Server } from '../serve/server.ts'
import type { FaceName } from '../store/change.ts'
import type { Sight } from './sight.ts'

/** `names`: how many names of the face; of a copy of a primary's zone these are all of it, which count as one. */
export type WithheldLine = {
  readonly zone: string
  readonly view: string
  readonly what: 'copy' | 'changes'
  readonly names: number
}

export function* withheldLines(
  { upstream, dynamic }: Pick<Server, 'upstream' | 'dynamic'>,
  sight: Sight,
): Generator<WithheldLine> {
  for (const name of upstream.withheld) {
    const face = faceOf(name)
    if (sight.face(face)) yield { ...face, what: 'copy', names: 1 }
  }
  for (const name of dynamic?.withheld.names ?? []) {
    const face = faceOf(name)
    if (sight.face(face)) yield { ...face, what: 'changes', names: dynamic!.withheld.countOf(name) }
  }
}

function faceOf({ view, origin }: FaceName) {
  return { zone: nameText(origin), view }
}
