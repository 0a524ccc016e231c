// Which faces of a level have to be made again because the result would differ. A derived face is made of another face and has looked at
// zones of two views; a completed face takes the addresses of all zones of its view.

import { nameKey } from '../../dns/name-key.ts'
import type { Level } from '../../supply/faces/served.ts'
import type { LoadedFace } from '../../supply/load.ts'
import type { ReadZone } from '../../supply/read-zone.ts'
import type { FaceSetting } from '../../text/config/sources.ts'
import type { Candidate, FaceState } from './candidate.ts'

/** Faces that have changed since others were made of them, by faceKey(); `all`: nobody knows which. */
export type Changed = ReadonlySet<string> | 'all'

/** `derived`: the faces of this round that still have to be completed. */
export function remadeOf(
  { loaded: { faces }, states }: Candidate,
  level: Level,
  changed: Changed,
  derived: ReadonlyMap<FaceSetting, ReadZone>,
): ReadonlySet<FaceSetting> {
  if (changed !== 'all' && changed.size === 0 && derived.size === 0) return new Set()
  const places = new Map(faces.map((one, i) => [one.face, i]))
  const known = level.faces.flatMap((face): Known[] => {
    const i = places.get(face)
    return i === undefined ? [] : [{ face, one: faces[i]!, state: states[i]! }]
  })
  const all = new Map(faces.map((one) => [`${one.view} ${one.name}`, one]))
  const can = known.filter(({ one }) => canBeMade(one, level, derived, all))
  if (changed === 'all') return new Set(can.map(({ face }) => face))
  const other = new Other(changed)
  if (level.kind === 'completed')
    return facesOf(can.filter(({ face }) => derived.has(face) || other.isIn(face.viewName)))
  const wanted = facesOf(can.filter((one) => isOther(one, other)))
  if (wanted.size > 0 && isOfCircle(level)) return facesOf(can)
  return withAsking(can, wanted)
}

/** Whether views are made of each other: what one of their faces sees then depends on which are made together. */
function isOfCircle({ faces }: Level): boolean {
  const views = new Set(faces.map(({ view }) => view))
  return faces.some(({ source }) => source.kind === 'derived' && views.has(source.from))
}

type Known = { readonly face: FaceSetting; readonly one: LoadedFace; readonly state: FaceState }

function facesOf(known: readonly Known[]): Set<FaceSetting> {
  return new Set(known.map(({ face }) => face))
}

/** A face made of refused files stays as it was. */
function canBeMade(
  { face, name, bare }: LoadedFace,
  { kind }: Level,
  derived: ReadonlyMap<FaceSetting, ReadZone>,
  all: ReadonlyMap<string, LoadedFace>,
): boolean {
  const { source } = face
  if (source.kind === 'reverse') return true
  if (kind === 'completed') return derived.has(face) || bare !== undefined
  return source.kind === 'derived' && all.get(`${source.from} ${name}`)?.zone !== undefined
}

/** Tells which zones have changed. */
class Other {
  readonly #changed: ReadonlySet<string>
  readonly #views: ReadonlySet<string>

  constructor(changed: ReadonlySet<string>) {
    this.#changed = changed
    this.#views = new Set([...changed].map((key) => key.slice(0, key.indexOf('\0'))))
  }

  isIn(view: string): boolean {
    return this.#views.has(view)
  }

  /** `zones`: by nameKey(). */
  hasAny(view: string, zones: readonly string[]): boolean {
    return this.#views.has(view) && zones.some((zone) => this.#changed.has(`${view}\0${zone}`))
  }
}

/** Whether the face would come out otherwise. A face that is not served as it was made may be now, whatever has changed. */
function isOther({ face: { source, viewName }, one: { origin, asked }, state }: Known, other: Other): boolean {
  if (source.kind !== 'derived') return false
  const { fromName } = source
  if (asked === undefined || state !== 'current') return other.isIn(viewName) || other.isIn(fromName)
  return other.hasAny(fromName, [nameKey(origin), ...asked.behind]) || other.hasAny(viewName, asked.beside)
}

/** Adds the faces that have looked at one of these, and so on: faces of a view may depend on each other. */
function withAsking(known: readonly Known[], wanted: Set<FaceSetting>): ReadonlySet<FaceSetting> {
  const askers = new Map<string, Known[]>()
  for (const one of known)
    for (const zone of one.one.asked?.beside ?? []) {
      const key = `${one.face.view} ${zone}`
      const own = askers.get(key) ?? []
      own.push(one)
      askers.set(key, own)
    }
  const waiting = known.filter(({ face }) => wanted.has(face))
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop())
    for (const asker of askers.get(`${one.face.view} ${nameKey(one.one.origin)}`) ?? []) {
      if (wanted.has(asker.face)) continue
      wanted.add(asker.face)
      waiting.push(asker)
    }
  return wanted
}
