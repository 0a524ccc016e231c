// A candidate for which other zones are configured than it was made for: faces that come have nothing to serve yet, and those that go
// are gone. Its files are not looked at, nor is anything checked.

import { answeringViews, clientsOf, type LoadedFace } from '../../supply/load.ts'
import { atOnce } from '../../supply/slices.ts'
import type { Settings } from '../../text/config/settings.ts'
import type { FaceSetting } from '../../text/config/sources.ts'
import type { Candidate, FaceState } from './candidate.ts'

/** `settings`: as the candidate has them, but for the zones. */
export function withZones(candidate: Candidate, settings: Settings): Candidate {
  const known = new Map(candidate.loaded.faces.map((one, i) => [keyOf(one.face, one.name), i]))
  const faces: LoadedFace[] = []
  const states: FaceState[] = []
  for (const [view, { prefixes }] of settings.views.entries()) {
    const clients = clientsOf(prefixes)
    for (const { name, origin, faces: its } of settings.zones) {
      const face = its.find((one) => one.view === view)
      if (face === undefined) continue
      const before = known.get(keyOf(face, name))
      faces.push(
        before === undefined
          ? { ...NOTHING, name, origin, view, face, clients }
          : { ...candidate.loaded.faces[before]!, face },
      )
      states.push(before === undefined ? 'refused' : candidate.states[before]!)
    }
  }
  const views = atOnce(answeringViews(settings, faces))
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

function keyOf({ viewName }: FaceSetting, name: string): string {
  return `${viewName} ${name}`
}
