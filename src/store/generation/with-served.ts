// A candidate with other versions of some faces.

import type { LoadedFace } from '../../supply/load.ts'
import type { Candidate } from './candidate.ts'

/** `faces` and `states`: in the candidate's order, some of them new. */
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
    // The faces of a view have the order of its members.
    const first = faces.findIndex((face) => face.view === v)
    return { ...view, zones: view.zones.with(new Map(members.map((i) => [i - first, faces[i]!.served]))) }
  })
  return { ...candidate, states, loaded: { ...loaded, faces, views } }
}
