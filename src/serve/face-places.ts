// Finds the place of a face in a candidate or a generation, and what is served there.

import { Suffixes } from '../dns/suffixes.ts'
import type { FaceName } from '../store/change.ts'
import type { Candidate } from '../store/generation/candidate.ts'
import type { FacePlace, Generations } from '../store/generation/generations.ts'
import type { LoadedFace } from '../supply/load.ts'
import { rowIn } from '../zone/in-rows.ts'
import type { Row } from '../zone/row.ts'
import type { Zone } from '../zone/zone.ts'

/** The content that is served of the face, without signatures made here. */
export function servedOf({ current }: Generations, name: FaceName): Zone | undefined {
  const at = placeIn(current.candidate, name)
  return at && faceWith(current.candidate, at).served
}

/** The zone that clients are shown of the face, signed where it is signed here. */
export function shownOf(generations: Generations, name: FaceName): Zone | undefined {
  const at = placeOf(generations, name)
  return at && generations.current.generation.views[at.slot]!.zones.member(at.member)!.zone
}

/** The current generation's face of that name. */
export function faceIn({ current }: Generations, name: FaceName): LoadedFace | undefined {
  return faceOf(current.candidate, name)
}

export function faceOf(candidate: Candidate, name: FaceName): LoadedFace | undefined {
  const at = placeIn(candidate, name)
  return at && faceWith(candidate, at)
}

/** Names of the views that have a zone of that name. */
export function viewsWith({ current }: Generations, origin: Uint8Array): readonly string[] {
  const { settings } = current.candidate
  return settings.views.flatMap(({ name }) =>
    placeIn(current.candidate, { view: name, origin }) === undefined ? [] : [name],
  )
}

/** The apex of the view's zone in which a name lies. */
export function enclosingZone({ current }: Generations, view: string, name: Uint8Array): Uint8Array | undefined {
  const { settings, loaded } = current.candidate
  const zones = loaded.views[settings.views.findIndex((one) => one.name === view)]?.zones
  return zones?.member(zones.enclosing(scratch.set(name, 0)))?.apex
}

export type PlaceInSettings = Omit<FacePlace, 'slot'>

/** The place of the face in the candidate; undefined where there is no such face. */
export function placeIn({ settings, loaded }: Candidate, { view, origin }: FaceName): PlaceInSettings | undefined {
  const index = settings.views.findIndex(({ name }) => name === view)
  if (index < 0) return undefined
  const { zones } = loaded.views[index]!
  const member = zones.enclosing(scratch.set(origin, 0))
  if (member < 0 || zones.apexAt(member, scratch) !== 0 || zones.member(member)!.withheld) return undefined
  return { view: index, member, face: firstOf(rowIn(loaded, 'faces'), index) + member }
}

export function faceWith({ loaded }: Candidate, { face }: Pick<FacePlace, 'face'>): LoadedFace {
  return rowIn(loaded, 'faces').at(face)!
}

/** Faces stand by view, and there may be tens of thousands of them. */
export function firstOf(faces: Row<LoadedFace>, view: number): number {
  let [from, to] = [0, faces.length]
  while (from < to) {
    const middle = (from + to) >>> 1
    if (faces.at(middle)!.view < view) from = middle + 1
    else to = middle
  }
  return from
}

export function placeOf({ current }: Generations, name: FaceName): FacePlace | undefined {
  const at = placeIn(current.candidate, name)
  return at && { ...at, slot: current.generation.views.findIndex((view) => view.name === name.view) }
}

const scratch = new Suffixes()
