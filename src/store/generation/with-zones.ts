// A candidate with other zones than it was made for: new faces have nothing to serve yet, and removed ones are gone. This reads no files
// and checks nothing.

import { answeringViews, clientsOf, type LoadedFace } from '../../supply/load.ts'
import { atOnce, type Sliced } from '../../supply/slices.ts'
import type { Settings } from '../../text/config/settings.ts'
import { type FaceSetting, isForeign } from '../../text/config/sources.ts'
import type { Expiry } from '../../zone/expiry.ts'
import type { FaceName } from '../change.ts'
import { type Candidate, type FaceState, withoutContent } from './candidate.ts'

/** Until when a face of a primary may be served. */
export type ExpiryOf = (face: FaceName) => Expiry | undefined

/** `settings`: the candidate's, with other zones. */
export function withZones(candidate: Candidate, settings: Settings, expiryOf: ExpiryOf): Candidate {
  return atOnce(rezoning(candidate, settings, expiryOf))
}

/** The same, but yields to other work: there may be tens of thousands of faces. */
export function* rezoning(candidate: Candidate, settings: Settings, expiryOf: ExpiryOf): Sliced<Candidate> {
  const placeOf = earlierPlaces(candidate.loaded.faces)
  const faces: LoadedFace[] = []
  const states: FaceState[] = []
  for (const [view, setting] of settings.views.entries()) {
    const clients = clientsOf(setting)
    for (const { name, origin, faces: its } of settings.zones) {
      yield
      const face = its.find((one) => one.view === view)
      if (face === undefined) continue
      const before = placeOf(face, name)
      if (before === undefined) {
        const expiry = isForeign(face) ? expiryOf({ view: face.viewName, origin }) : undefined
        faces.push({ ...NOTHING, name, origin, view, face, clients, expiry })
        states.push(withoutContent({ face, expiry }))
        continue
      }
      const was = candidate.loaded.faces[before]!
      faces.push(was.face === face ? was : { ...was, face })
      states.push(candidate.states[before]!)
    }
  }
  const views = yield* answeringViews(settings, faces, candidate.loaded.views)
  return { ...candidate, settings, states, loaded: { ...candidate.loaded, views, faces } }
}

const NOTHING = {
  zone: undefined,
  served: undefined,
  problems: [],
  lines: undefined,
  madeOf: undefined,
  own: [],
  inState: false,
}

/** Finds each face's former place. Most faces follow the same face as before. */
function earlierPlaces(faces: readonly LoadedFace[]): (face: FaceSetting, name: string) => number | undefined {
  let next = 0
  let known: ReadonlyMap<string, number> | undefined
  return (face, name) => {
    if (faces[next]?.face !== face) {
      known ??= new Map(faces.map((one, i) => [keyOf(one.face, one.name), i]))
      const place = known.get(keyOf(face, name))
      if (place === undefined) return undefined
      next = place
    }
    return next++
  }
}

function keyOf({ viewName }: FaceSetting, name: string): string {
  return `${viewName} ${name}`
}
