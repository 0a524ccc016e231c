// What a switch from one candidate to another changes, face by face, and which changes deserve a second look.

import { nameText } from '../../dns/name-text.ts'
import type { Said } from '../../dns/said.ts'
import type { LoadedFace } from '../../supply/load.ts'
import { mapped, type Sliced } from '../../supply/slices.ts'
import type { Zone } from '../../zone/zone.ts'
import { say } from '../says.ts'
import type { Missed } from '../succession.ts'
import type { Candidate } from './candidate.ts'

export type FaceChange = {
  readonly zone: string
  readonly view: string
  /** The zone served before, and after; undefined if none is. */
  readonly before: Zone | undefined
  readonly after: Zone | undefined
}

/** Faces that change, in the order of the new configuration, then those that are gone. */
export function* changesBetween(before: Candidate, after: Candidate): Sliced<FaceChange[]> {
  // With the same zones, few of tens of thousands of faces have changed.
  const isSameSet = before.settings === after.settings
  const isOther = ({ loaded: { faces } }: Candidate, other: Candidate) =>
    isSameSet ? faces.filter((face, i) => face.served !== other.loaded.faces[i]?.served) : faces
  const old = yield* servedBy(isOther(before, after))
  const now = yield* servedBy(isOther(after, before))
  const changed = [...now].flatMap(([key, face]) => {
    const earlier = old.get(key)
    return earlier?.after === face.after && earlier !== undefined ? [] : [{ ...face, before: earlier?.after }]
  })
  const gone = [...old].flatMap(([key, face]) =>
    now.has(key) ? [] : [{ ...face, before: face.after, after: undefined }],
  )
  return [...changed, ...gone]
}

/** A secondary learns of a change only by the serial (RFC 1034 §4.3.5). */
export function missedSaid({ name: { view, origin }, from, to, why }: Missed): Said {
  const zone = nameText(origin)
  if (why === 'sealed') return say('missed-sealed', { zone, view, from, to })
  if (why === 'primary') return say('missed-primary', { zone, view, from, to })
  return from === to ? say('missed-same', { zone, view, to }) : say('missed-backwards', { zone, view, from, to })
}

/** By view and zone. */
function* servedBy(all: readonly LoadedFace[]): Sliced<Map<string, FaceChange>> {
  const faces = yield* mapped(all, ({ name, face: { viewName }, served }): [string, FaceChange] => {
    return [`${viewName} ${name}`, { zone: name, view: viewName, before: undefined, after: served }]
  })
  return new Map(faces)
}
