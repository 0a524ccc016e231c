// Zones of primaries of which a start finds a copy that would tell everybody of the inside: the copy waits here, and its names get SERVFAIL.
// It is served again when a reload shows it to fewer, or allows what it tells; a version that comes and tells nothing takes its place.

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
  /** As it would be served. */
  readonly copy: Pick<LoadedFace, 'zone' | 'served' | 'lines'>
  /** What it would tell. */
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

/** The candidate with the copies that it may show. `look`: what it would tell everybody by one of them. */
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
