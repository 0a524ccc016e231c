// What a face has while the server makes other faces of it: what its files say, or its last good version.

import { hasError } from '../../check/read-zone.ts'
import type { ActiveRule } from '../../check/walk.ts'
import type { Settings, ZoneSetting } from '../../text/config/settings.ts'
import type { FaceSetting } from '../../text/config/sources.ts'
import type { ZoneText } from '../../text/zonefile/zone-text.ts'
import type { Zone } from '../../zone/zone.ts'
import type { ReadZone } from '../read-zone.ts'

export type MakeOptions = {
  readonly settings: Pick<Settings, 'zones' | 'views' | 'mail'>
  readonly rules: readonly ActiveRule[]
  /** Last good versions, served in place of what files say; by default files count. */
  readonly lastGood?: LastGood
  /** The faces to make; by default all that are made of others. All others are there as served. */
  readonly only?: Level
}

/** Faces that we make together. */
export type Level = {
  readonly kind: 'derived' | 'completed'
  readonly faces: readonly FaceSetting[]
}

export type LastGood = {
  /** The last good version; undefined where there is none. */
  readonly of: (zone: ZoneSetting, face: FaceSetting) => ServedFace | undefined
  /** Whether the last good version stays although the files of the face have no errors. */
  readonly stays: (zone: ZoneSetting, face: FaceSetting) => boolean
}

export type ServedFace = { readonly zone: Zone; readonly text: ZoneText }

/** The zone that other faces are made of. Undefined where there is nothing to serve, or the face is still to be made. */
export function servedOf(
  zone: ZoneSetting,
  face: FaceSetting,
  all: ReadonlyMap<FaceSetting, ReadZone>,
  { lastGood }: Pick<MakeOptions, 'lastGood'>,
): ServedFace | undefined {
  const file = all.get(face)
  if (file === undefined) return undefined
  const isGood = file.subject !== undefined && !hasError(file.problems)
  return isGood && !lastGood?.stays(zone, face) ? file.subject : lastGood?.of(zone, face)
}
