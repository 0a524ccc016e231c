// What the server serves of a face while it makes others: what its files say, or its last good version.

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
  /** What is served of a face in place of what its files say; by default they are taken at their word. */
  readonly lastGood?: LastGood
  /** What is made; by default all that is made of others. The others are there as they are served. */
  readonly only?: Level
}

/** Faces that are made together. */
export type Level = {
  readonly kind: 'derived' | 'completed'
  readonly faces: readonly FaceSetting[]
}

export type LastGood = {
  /** The last good version; undefined where there is none. */
  readonly of: (zone: ZoneSetting, face: FaceSetting) => ServedFace | undefined
  /** Whether it is served although the files of the face have no errors. */
  readonly stays: (zone: ZoneSetting, face: FaceSetting) => boolean
}

export type ServedFace = { readonly zone: Zone; readonly text: ZoneText }

/** A zone that is served as it was is that to all that ask it. Undefined where there is nothing to serve, or the face is still to be made. */
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
