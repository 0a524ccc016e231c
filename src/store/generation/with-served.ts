// A candidate of which some faces are served otherwise.

import type { LoadedFace } from '../../supply/load.ts'
import type { Candidate } from './candidate.ts'

/** `faces` and `states`: of the candidate, in its order, some of them others. */
export function withServed(
  candidate: Candidate,
  faces: readonly LoadedFace[],
  states: Candidate['states'] = candidate.states,
): Candidate {
  const { loaded } = candidate
  const changed = faces.flatMap((face, i) => (face === loaded.faces[i] ? [] : [i]))
  if (changed.length === 0) return states === candidate.states ? candidate : { ...candidate, states }
  const byView = Map.groupBy(changed, (i) => faces[i]!.view)
  const views = loaded.views.map((view, v) => {
    const members = byView.get(v)
    if (members === undefined) return view
    // In a view faces come in the order of its members.
    const first = faces.findIndex((face) => face.view === v)
    return { ...view, zones: view.zones.with(new Map(members.map((i) => [i - first, faces[i]!.served]))) }
  })
  return { ...candidate, states, loaded: { ...loaded, faces, views } }
}
