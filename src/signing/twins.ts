// Most views show the same content of most zones. Janus signs such a content once, and has the result in memory once. The first
// face signs; the others show its image, under its serial, as long as that is newer than the one they showed before.

import { sameName } from '../dns/name.ts'
import { isNewerSerial } from '../dns/serial.ts'
import type { FaceName } from '../store/change.ts'
import type { History, Step } from '../store/history.ts'
import { netChanges } from '../store/net-changes.ts'
import { sameContent } from '../zone/same-content.ts'
import { serialAfter } from '../zone/soa-serial.ts'
import type { Zone } from '../zone/zone.ts'
import { isSameOfOthers, type OfOthers } from './of-others.ts'
import type { SignedFace } from './signed-face.ts'

/** A face whose signed image another face shares. */
export type Twin = SignedFace & { readonly signed: Zone }

export type Wanted = {
  readonly content: Zone
  /** As in SignedFace. */
  readonly plan: string
  readonly ofOthers: OfOthers
  /** The face's last serial served. */
  readonly last: number | undefined
  /** The face's image in the state folder, for a face without one. */
  readonly kept: () => Zone | undefined
}

/** The face whose signed zone this face can share. `faces`: the faces of the zone. */
export function twinOf(faces: Iterable<SignedFace>, face: SignedFace, wanted: Wanted): Twin | undefined {
  const { content, plan, ofOthers, last } = wanted
  for (const other of faces) {
    if (other === face || !isTwin(other)) continue
    if (other.content !== content || other.plan !== plan || !isSameOfOthers(other.ofOthers, ofOthers)) continue
    if (other.trouble !== undefined || other.signed === face.signed) continue
    if (last === undefined || isNewerSerial(other.signed.serial, last)) return other
    // After a restart, the state folder has the image of both.
    const kept = face.signed === undefined && other.signed.serial === last ? wanted.kept() : undefined
    if (kept?.serial === last && sameContent(kept, other.signed)) return other
  }
  return undefined
}

/** Whether the face still has the signed zone of its twin, which renews it for both. `faces`: as for twinOf(). */
export function isFollowing(faces: Iterable<SignedFace>, { twin, signed, content }: SignedFace): boolean {
  for (const other of faces)
    if (isSameFace(twin, other.name)) return other.signed === signed && other.content === content && !other.trouble
  return false
}

function isTwin(face: SignedFace): face is Twin {
  return face.signed !== undefined
}

/** The step from the face's image to its twin's, if known. Call it before the face takes that image. */
export function stepTo(face: SignedFace, twin: Twin, history: Pick<History, 'since'>): Step | undefined {
  const [name, before, after] = [face.name, face.signed, twin.signed]
  if (before === undefined) return undefined
  const last = twin.lastStep
  if (last?.before === before && last.after === after) return { name, before, after, changes: last.changes }
  // If both had the same image before, a step of one is a step of the other.
  if (!isSameFace(face.twin, twin.name)) return undefined
  const changes = history.since(twin.name, before.serial)
  const newest = changes?.at(-1)
  if (changes === undefined || newest === undefined || serialAfter(newest) !== after.serial) return undefined
  return { name, before, after, changes: changes.length === 1 ? newest : netChanges(changes) }
}

function isSameFace(a: FaceName | undefined, b: FaceName): boolean {
  return a !== undefined && a.view === b.view && sameName(a.origin, 0, b.origin, 0)
}
