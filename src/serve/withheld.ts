// Holds copies of primaries' zones that a start finds and that would tell everybody of the inside: names in these zones get SERVFAIL. A copy
// is served again when a reload shows it to fewer clients or allows what it tells. A new version that tells nothing takes its place.

import type { FaceName } from '../store/change.ts'
import { faceKey } from '../store/change.ts'
import type { Candidate } from '../store/generation/candidate.ts'
import { withServed } from '../store/generation/with-served.ts'
import type { LoadedFace } from '../supply/load.ts'
import { isForeign } from '../text/config/sources.ts'
import type { Problem } from '../text/findings/problem.ts'
import type { Zone } from '../zone/zone.ts'
import { faceWith, placeIn } from './face-places.ts'

export type WithheldFace = {
  readonly name: FaceName
  /** The parts of the face with which the copy would be served. */
  readonly copy: Pick<LoadedFace, 'zone' | 'served' | 'lines'>
  /** What the copy would tell of the inside. */
  readonly findings: readonly Problem[]
}

export class Withheld {
  readonly #faces = new Map<string, WithheldFace>()

  get all(): readonly WithheldFace[] {
    return [...this.#faces.values()]
  }

  of(name: FaceName): WithheldFace | undefined {
    return this.#faces.size === 0 ? undefined : this.#faces.get(faceKey(name))
  }

  add(face: WithheldFace): void {
    this.#faces.set(faceKey(face.name), face)
  }

  delete(name: FaceName): void {
    this.#faces.delete(faceKey(name))
  }
}

/** Gives the candidate with the withheld copies that it may show. `look`: finds what the candidate would tell everybody by a copy. */
export async function withPutBack(
  candidate: Candidate,
  withheld: Withheld,
  look: (candidate: Candidate, name: FaceName, zone: Zone) => Promise<readonly Problem[]>,
): Promise<Candidate> {
  let so = candidate
  for (const { name, copy } of withheld.all) {
    const at = placeIn(so, name)
    const face = at && faceWith(so, at)
    if (face === undefined || !isForeign(face.face) || face.served !== undefined) continue
    if (copy.served === undefined || face.expiry?.hasEnded(Date.now() / 1000)) continue
    if (so.settings.views[at!.view]!.public && (await look(so, name, copy.served)).length > 0) continue
    const [faces, states] = [so.loaded.faces.slice(), so.states.slice()]
    faces[at!.face] = { ...face, ...copy }
    states[at!.face] = 'current'
    so = withServed(so, faces, states)
  }
  return so
}
