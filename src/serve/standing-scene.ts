// The scene of a look by the rules between zones: the views with their zones, once as the server serves them and once as its sources have
// them; and the findings, which name faces by their places.

import { nameText } from '../dns/name-text.ts'
import type { Candidate } from '../store/generation/candidate.ts'
import type { LoadedFace } from '../supply/load.ts'
import { mapped, type Sliced } from '../supply/slices.ts'
import type { Settings } from '../text/config/settings.ts'
import { signedIn } from '../text/config/sign-setting.ts'
import { isForeign, isMade } from '../text/config/sources.ts'
import type { Place, Problem } from '../text/findings/problem.ts'
import { english, say } from '../text/findings/says.ts'
import type { Consulted } from '../zone/consulted-zones.ts'
import type { Zone } from '../zone/zone.ts'
import { ZoneSet } from '../zone/zone-set.ts'

/** A face by its place: `view` as in the settings, `member` as among the zones of that. */
export type At = { readonly view: number; readonly member: number }

/** `beside`: the view with the face of the zone that this face disagrees with. */
export type Found = { readonly problem: Problem; readonly beside?: string }

/** `asked`: the zones of its view at which the rules looked. */
export type Looked = At & { readonly asked: Consulted; readonly found: readonly Found[] }

/** `about`: other faces that the finding names. */
export type StandingProblem = {
  readonly problem: Problem
  readonly about: readonly { readonly zone: string; readonly view: string }[]
}

export type SceneSettings = Pick<Settings, 'inside' | 'rules'> & {
  readonly views: readonly {
    readonly name: string
    readonly public: boolean
    readonly signed: readonly Uint8Array[]
  }[]
}

/**
 * The zones of the views, in the settings' order. `sources`: as sources give them, without zones of other servers. `unmade`: without
 * made faces as well, for nobody knows how these would be if nothing had changed.
 */
export type Scene = {
  readonly served: readonly ZoneSet[]
  readonly sources: readonly ZoneSet[]
  readonly unmade: readonly ZoneSet[]
}

export function sceneSettings({ views, sign, inside, rules }: Settings): SceneSettings {
  const told = views.map(({ name, public: isPublic }) => ({ name, public: isPublic, signed: signedIn(sign, name) }))
  return { views: told, inside, rules }
}

/** There may be tens of thousands of zones. */
export function* sceneOf(candidate: Candidate): Sliced<Scene> {
  const { views } = candidate.loaded
  const faceAt = facesBy(candidate)
  function* as(zoneOf: (face: LoadedFace) => Zone | undefined): Sliced<ZoneSet[]> {
    const sets: ZoneSet[] = []
    for (const [view, { zones }] of views.entries()) {
      const members = yield* mapped(zones.members, (one, member) => {
        const zone = one.withheld ? undefined : zoneOf(faceAt({ view, member }))
        return zone === one.zone ? one : { ...one, zone }
      })
      sets.push(new ZoneSet(members, zones))
    }
    return sets
  }
  const source = (face: LoadedFace) => {
    if (!isOther(face)) return face.served
    return isForeign(face.face) ? undefined : face.zone
  }
  return {
    served: views.map(({ zones }) => zones),
    sources: yield* as(source),
    unmade: yield* as((face) => (isMade(face.face) ? undefined : source(face))),
  }
}

/** Faces stand by view, in the order of its members. */
export function facesBy({ loaded: { faces } }: Candidate): (at: At) => LoadedFace {
  const first = new Map<number, number>()
  for (const [i, { view }] of faces.entries()) if (!first.has(view)) first.set(view, i)
  return ({ view, member }) => faces[first.get(view)! + member]!
}

/** Stands in place of a file name, and says to which face the line numbers belong. */
export function lineMark({ view, member }: At): string {
  return `${view} ${member}`
}

/** The findings of the face that its sources do not have, with places for people. */
export function problemsAt(looked: Looked, faceAt: (at: At) => LoadedFace): StandingProblem[] {
  const face = faceAt(looked)
  const known = new Set(face.problems.map(textOf))
  return looked.found.flatMap(({ problem, beside }): StandingProblem[] => {
    if (known.has(textOf(problem))) return []
    const other = problem.related && faceAt(atOf(problem.related.place))
    const about = other === undefined || other === face ? [] : [{ zone: other.name, view: other.face.viewName }]
    if (beside !== undefined) about.push({ zone: face.name, view: beside })
    return [{ problem: placed(problem, faceAt), about }]
  })
}

/** Whether something else is served than the source gave, or another server maintains the zone. */
export function isOther({ face, zone, served }: LoadedFace): boolean {
  return served !== undefined && (served !== zone || isForeign(face))
}

/** The finding with file and line in place of its line numbers. */
function placed(problem: Problem, faceAt: (at: At) => LoadedFace): Problem {
  const { place, related } = problem
  return {
    ...problem,
    place: lineOf(place, faceAt),
    ...(related && { related: { ...related, place: lineOf(related.place, faceAt) } }),
  }
}

function lineOf(place: Place, faceAt: (at: At) => LoadedFace): Place {
  const face = faceAt(atOf(place))
  const { lines } = face
  // A record that a message has added stands in no file.
  if (place.line === 0 || lines === undefined) {
    const instead = say('instead-change', { zone: nameText(face.origin), view: face.face.viewName })
    return { ...place, file: english.text(instead), instead }
  }
  return { ...place, ...lines.at(place.line) }
}

/** Reads what lineMark() has written. */
function atOf({ file }: Place): At {
  const [view, member] = file.split(' ').map(Number)
  return { view: view!, member: member! }
}

function textOf({ rule, said }: Problem): string {
  return JSON.stringify([rule, said.message])
}
