// Gives a candidate what it takes over from the served one: editions that its files know nothing of, zones that have come from primaries,
// and the layers that messages have made.

import type { FaceName } from '../store/change.ts'
import { type Candidate, withoutContent } from '../store/generation/candidate.ts'
import type { Generations } from '../store/generation/generations.ts'
import { withServed } from '../store/generation/with-served.ts'
import type { Store } from '../store/store.ts'
import type { LoadedFace } from '../supply/load.ts'
import { isForeign, isMade } from '../text/config/sources.ts'
import type { Problem } from '../text/findings/problem.ts'
import type { LayerSet } from '../update/entry.ts'
import type { Zone } from '../zone/zone.ts'
import { foundIn } from './editions.ts'
import { faceOf, faceWith, placeIn } from './face-places.ts'
import { inRounds } from './in-rounds.ts'
import type { Found } from './lay-over.ts'
import { isNewlyPublic, mayTellMore } from './newly-public.ts'
import type { IsSeen } from './shown-layers.ts'

/**
 * The candidate with the newest editions of its faces, where the sources still give what they gave when these were made. A face that
 * falls back on the last good version gets the edition of that which is served by now.
 */
export async function carried(made: Candidate, running: Candidate, store: Store): Promise<Candidate> {
  const candidate = withFetched(made, running)
  const faces = candidate.loaded.faces.slice()
  for (const name of store.edited) {
    const at = placeIn(candidate, name)
    const before = placeIn(running, name)
    if (at === undefined) continue
    const face = faceWith(candidate, at)
    if ((isForeign(face.face) && before !== undefined) || isMade(face.face)) continue
    const { served, lines } = before === undefined ? NOTHING : running.loaded.faces[before.face]!
    const wanted = face.zone === undefined ? latest(face.served, served) : await store.carried(name, face.zone)
    if (wanted === undefined || wanted === face.served) continue
    faces[at.face] = { ...face, served: wanted, ...(wanted === served && { lines }) }
  }
  return withServed(candidate, faces)
}

/** Puts the candidate's editions of edited faces into the store and its journal. Gives the candidate with the images in which they go on. */
export async function adopted(candidate: Candidate, running: Candidate, store: Store): Promise<Candidate> {
  const faces = candidate.loaded.faces.slice()
  for (const name of store.edited) {
    const at = placeIn(candidate, name)
    const before = placeIn(running, name)
    if (at === undefined || before === undefined) continue
    const face = faces[at.face]!
    const { zone, served } = face
    if (zone === undefined || served === undefined || running.loaded.faces[before.face]!.served === served) continue
    faces[at.face] = { ...face, served: await store.adopt(name, zone, served) }
  }
  return withServed(candidate, faces)
}

/** The candidate with the zones that have come from primaries since it was made: neither a reload nor a rollback takes them back. */
export function withFetched(candidate: Candidate, running: Candidate): Candidate {
  const faces = candidate.loaded.faces.slice()
  if (!faces.some(({ face }) => isForeign(face))) return candidate
  const before = new Map(running.loaded.faces.map((face) => [`${face.face.viewName} ${face.name}`, face]))
  const states = candidate.states.slice()
  for (const [i, one] of faces.entries()) {
    const known = before.get(`${one.face.viewName} ${one.name}`)
    // A face with another primary keeps the zone of the former until the new one has given its own.
    if (known === undefined || !isForeign(known.face) || !isForeign(one.face)) continue
    const { zone, served, lines } = known
    if (zone === one.zone && served === one.served) continue
    faces[i] = { ...one, zone, served, lines }
    states[i] = served ? 'current' : withoutContent(known)
  }
  return withServed(candidate, faces, states)
}

const NOTHING = { served: undefined, lines: undefined }

/** The fallback, or the newer edition of the same image that is served by now. */
function latest(fallback: Zone | undefined, served: Zone | undefined): Zone | undefined {
  return fallback?.image === served?.image ? served : fallback
}

/** Faces that messages have changed. */
export type Overlay = {
  readonly names: () => readonly FaceName[]
  /** What messages have made of a face. */
  readonly setsOf: (name: FaceName) => Iterable<LayerSet>
  /** What of the face's layer tells nobody anything new in the candidate. */
  readonly seenIn: (candidate: Candidate, name: FaceName) => IsSeen
  readonly isSame: (a: Zone, b: Zone) => Promise<boolean>
  /** A number that differs whenever layers may have changed, or a change was taken back. */
  readonly revision: number
  /** The edition to serve of a face whose source gives `base`. */
  readonly over: (name: FaceName, base: Zone, judge: Judge) => Promise<Zone>
  /** How much of the layer was not laid over `base` the last time. */
  readonly left: (name: FaceName, base: Zone) => number
  /**
   * The same for a face whose source gives what it gave before; undefined where the judge withholds the same as before. `isJudgedAnew`: he
   * may withhold what is served.
   */
  readonly again: (name: FaceName, base: Zone, judge: Judge, isJudgedAnew: boolean) => Promise<Zone | undefined>
}

/** Why an edition must not be served that differs from its source at these nodes; nothing is found where it may be. */
export type Judge = (edition: Zone, changed: readonly number[]) => Found

/** The candidate with the layers of its faces laid over; made faces come later (made-faces.ts). */
export async function overlaid(candidate: Candidate, running: Candidate, overlay: Overlay): Promise<Candidate> {
  let so = candidate
  const own = overlay.names().flatMap((name) => {
    const at = placeIn(candidate, name)
    if (at === undefined) return []
    const { face, zone } = faceWith(candidate, at)
    return isForeign(face) || isMade(face) ? [] : [{ name, at: at.face, zone }]
  })
  const round = async (waiting: readonly (typeof own)[number][]) => {
    const faces = so.loaded.faces.slice()
    for (const { name, at } of waiting) {
      const face = faces[at]!
      const served = await servedOver(name, face, faceOf(running, name), judgedIn(so, running, name, overlay))
      if (served !== undefined && served !== face.served) faces[at] = { ...face, served }
    }
    so = withServed(so, faces)
  }
  await inRounds(own, round, ({ name, zone }) => (zone === undefined ? 0 : overlay.left(name, zone)))
  return so
}

export async function servedOver(
  name: FaceName,
  { zone, served }: LoadedFace,
  was: LoadedFace | undefined,
  { isSame, over, again, judge, isJudgedAnew }: Judging,
): Promise<Zone | undefined> {
  if (zone === undefined) return served === undefined ? undefined : latest(served, was?.served)
  // No layer lay over a zone from a primary.
  const isLaid = was !== undefined && !isForeign(was.face)
  if (!isLaid || was.zone === undefined || was.served === undefined || !(await isSame(was.zone, zone)))
    return over(name, zone, judge)
  return (await again(name, zone, judge, isJudgedAnew)) ?? was.served
}

type Judging = Pick<Overlay, 'isSame' | 'over' | 'again'> & { readonly judge: Judge; readonly isJudgedAnew: boolean }

/** How the face's layer is laid over in the candidate. */
export function judgedIn(
  candidate: Candidate,
  running: Candidate | undefined,
  name: FaceName,
  overlay: Overlay,
): Judging {
  const judge = judgeIn(candidate, running, name, overlay)
  return { ...overlay, judge, isJudgedAnew: running !== undefined && mayTellMore(candidate, running, name) }
}

/** Judges an edition by the rules of the current generation. */
export function judgeNow({ current }: Generations, name: FaceName, overlay: Pick<Overlay, 'seenIn'>): Judge {
  return judgeIn(current.candidate, undefined, name, overlay)
}

/**
 * Judges an edition by the rules of the candidate. Where that makes the face public, the layer stays whole: what it would tell everybody
 * refuses the reload or the rollback (leaking-layers.ts), and no record of the layer is withheld for it. What everybody has seen by these
 * settings is no leak because the inside has got a name since.
 */
function judgeIn(
  candidate: Candidate,
  running: Candidate | undefined,
  name: FaceName,
  { seenIn }: Pick<Overlay, 'seenIn'>,
): Judge {
  const isSeen = seenIn(candidate, name)
  const mayLeak = running !== undefined && isNewlyPublic(candidate, running, name)
  return (edition, changed) => {
    const { errors, leaks } = foundIn(candidate, { name, edition, changed, beside: [] })
    if (mayLeak || errors.length > 0) return { errors, leaks: NOTHING_FOUND }
    return { errors, leaks: leaks(changed.filter((node) => !edition.exists(node) || !isSeen(edition.name(node)))) }
  }
}

const NOTHING_FOUND: readonly Problem[] = []
