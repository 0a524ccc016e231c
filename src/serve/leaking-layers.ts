// Finds what messages and the API have added to faces that a reload or a rollback would show to everybody for the first time. It was let in
// while only few saw these faces, so nobody has judged yet what it tells of our inside. What the files say is not judged here.

import { Suffixes } from '../dns/suffixes.ts'
import type { Candidate } from '../store/generation/candidate.ts'
import type { RefusedFace } from '../store/generation/report.ts'
import { isForeign } from '../text/config/sources.ts'
import type { LayerSet } from '../update/entry.ts'
import { NONE, type Zone } from '../zone/zone.ts'
import type { Overlay } from './carried.ts'
import { leakScene } from './editions.ts'
import { faceOf, faceWith, placeIn } from './face-places.ts'
import { newLeaks } from './new-leaks.ts'
import { isNewlyPublic, refusedFor } from './newly-public.ts'

export function tellingLayers(
  candidate: Candidate,
  running: Candidate,
  { names, setsOf }: Pick<Overlay, 'names' | 'setsOf'>,
): readonly RefusedFace[] {
  return names().flatMap((name) => {
    const at = isNewlyPublic(candidate, running, name) ? placeIn(candidate, name) : undefined
    const face = at && faceWith(candidate, at)
    if (face?.served === undefined || isForeign(face.face)) return []
    // A file that cannot be read gives no base: then that counts which the served edition was made of.
    const base = face.zone ?? faceOf(running, name)?.zone
    const scene = leakScene(candidate, candidate.loaded.views, at!)
    const findings = newLeaks(scene, base, face.served, nodesOf(face.served, setsOf(name)))
    return findings.length > 0 ? [refusedFor(face, findings)] : []
  })
}

/** The nodes of the zone at which the layer changes something. */
function nodesOf(zone: Zone, sets: Iterable<LayerSet>): readonly number[] {
  const nodes = new Set([...sets].map(({ owner }) => zone.find(scratch.set(owner, 0), 0)))
  nodes.delete(NONE)
  return [...nodes]
}

const scratch = new Suffixes()
