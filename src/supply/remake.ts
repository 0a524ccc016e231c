// Makes faces of others again, of what is served of those now. It goes level by level, because the caller judges each level before the next
// is made of it:
//
//   derived faces, in their order (order.ts)        then all that names of addresses complete

import type { Settings } from '../text/config/settings.ts'
import { type FaceSetting, fileToEdit, isMade } from '../text/config/sources.ts'
import { LineMap } from '../text/zonefile/lines.ts'
import type { Zone } from '../zone/zone.ts'
import type { Level } from './faces/served.ts'
import type { LoadedFace } from './load.ts'
import { withoutText } from './loader/without-text.ts'
import { derivedLevels } from './order.ts'
import type { MakeElsewhere, MakeSettings } from './pipeline.ts'
import type { ReadZone } from './read-zone.ts'

/** The levels of all faces made of others. A face that is derived and completed is in two. */
export function levelsOf({ zones }: Pick<Settings, 'zones'>): readonly Level[] {
  const levels = derivedLevels(zones).map((level): Level => ({ kind: 'derived', faces: level.map(({ face }) => face) }))
  const completed = zones.flatMap(({ faces }) => faces.filter((face) => isMade(face) && face.reverse))
  return completed.length === 0 ? levels : [...levels, { kind: 'completed', faces: completed }]
}

/** Views whose zones decide what the face becomes. */
function viewsBehind({ view, source }: FaceSetting): readonly number[] {
  return source.kind === 'derived' ? [view, source.from] : [view]
}

/** What is served, and the faces made in this round that `reverse` still completes. */
export type Standing = {
  readonly settings: Settings
  readonly faces: readonly LoadedFace[]
  readonly derived: ReadonlyMap<FaceSetting, ReadZone>
  /** Derived faces of later levels: no name leads there yet. */
  readonly later: ReadonlySet<FaceSetting>
}

/** `wanted`: the faces to make, of those of `level`. */
export function remake(
  standing: Standing,
  level: Level,
  wanted: ReadonlySet<FaceSetting>,
  make: MakeElsewhere,
): Promise<ReadonlyMap<FaceSetting, ReadZone>> {
  const { settings, faces } = standing
  const { kind } = level
  const views = new Set([...wanted].flatMap(viewsBehind))
  const knownOf = kind === 'derived' ? whenDeriving(standing, level, wanted) : whenCompleting(standing, wanted)
  const all = new Map<FaceSetting, ReadZone>()
  for (const one of faces) {
    const known = views.has(one.view) && knownOf(one)
    if (known) all.set(one.face, known)
  }
  return make(ofViews(settings, views), all, undefined, { kind, faces: [...wanted] })
}

/** The settings, with the zones and faces of these views only. */
function ofViews({ file, zones, views, mail, rules }: Settings, wanted: ReadonlySet<number>): MakeSettings {
  const its = zones.map((zone) => ({ ...zone, faces: zone.faces.filter(({ view }) => wanted.has(view)) }))
  return { file, views, mail, rules, zones: its.filter(({ faces }) => faces.length > 0) }
}

/** Gives a face beside the wanted ones; undefined where no name may lead there. */
type KnownOf = (one: LoadedFace) => ReadZone | undefined

/** Faces of one level see each other as they were made: it must not matter which of them are made again. */
function whenDeriving({ derived, later }: Standing, level: Level, wanted: ReadonlySet<FaceSetting>): KnownOf {
  const together = new Set(level.faces)
  return (one) => {
    const { face, bare, zone, served } = one
    if (wanted.has(face) || later.has(face) || face.source.kind === 'reverse') return undefined
    return derived.get(face) ?? readOf(one, bare ?? (together.has(face) ? (zone ?? served) : served))
  }
}

function whenCompleting({ derived }: Standing, wanted: ReadonlySet<FaceSetting>): KnownOf {
  return (one) => {
    const { face, bare, served } = one
    if (!wanted.has(face)) return readOf(one, served)
    if (face.source.kind === 'reverse') return undefined
    return derived.get(face) ?? readOf(one, bare)
  }
}

function readOf(one: LoadedFace, zone: Zone | undefined): ReadZone {
  if (zone === undefined) return { problems: [] }
  const { face, lines = linesAt(face), madeOf, asked } = one
  const subject = withoutText(zone, lines.toData(), madeOf ?? [])
  return { problems: [], subject, ...(madeOf && { madeOf }), ...(asked && { asked }) }
}

/** Lines for a zone that was not read from a file. */
function linesAt(face: FaceSetting): LineMap {
  const lines = new LineMap()
  lines.addRun(0, lines.addFile(fileToEdit(face)), 0)
  return lines
}
