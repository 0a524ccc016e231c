// Serves a zone unsigned that was signed here, once no parent and no cache has a DS of it any more.

import type { WithdrawalSeen } from '../signing/leaving.ts'
import type { ServerAnswer } from '../signing/parent-ds.ts'
import { parentsHere, writtenAbove } from '../signing/parents-here.ts'
import type { FaceName } from '../store/change.ts'
import type { Parts } from './parts.ts'
import { raisedAbove, type UnsignedFace } from './unsigned-serials.ts'

export type Withdrawn =
  /** Nothing of the zone is shown signed. */
  | { readonly kind: 'unsigned' }
  /** The configuration wants it signed. */
  | { readonly kind: 'named' }
  | { readonly kind: 'refused' | 'waits'; readonly seen: WithdrawalSeen }
  /** `written`: DS records in zones of ours that are served from now on, for keys that the zone has no more. */
  | { readonly kind: 'done'; readonly faces: readonly UnsignedFace[]; readonly written: readonly ServerAnswer[] }

type WithdrawParts = Pick<Parts, 'added' | 'generations' | 'store' | 'history'>

/**
 * `publish`: tells all threads that answer what the current generation is. `isForced`: do it whatever parents and caches have.
 */
export async function withdraw(
  parts: WithdrawParts,
  publish: () => void,
  origin: Uint8Array,
  isForced: boolean,
): Promise<Withdrawn> {
  const { added, generations, store } = parts
  const { signing } = added.early
  if (signing === undefined) return { kind: 'unsigned' }
  if (signing.isNamed(origin)) return { kind: 'named' }
  if (!signing.isLeft(origin)) return { kind: 'unsigned' }
  const covers = (face: FaceName) => signing.shown.covers(face)
  const written = writtenAbove(generations.current.candidate.loaded.views, origin, covers)
  // Once signing adds no DS, the written one would be served, and the unsigned zone be bogus to validators (RFC 4035 §5.2).
  if (written.length > 0 && !isForced)
    return { kind: 'refused', seen: { answers: written, verdict: { kind: 'refused' } } }
  const seen = await signing.askWithdrawal(origin, parentsHere(generations.current.generation.views, origin, covers))
  if (seen.verdict.kind !== 'over' && !isForced) return { kind: seen.verdict.kind, seen }
  const last = await store.alone(async () => {
    // A reload may have put the zone back under `sign` while parents were asked.
    if (!signing.isLeft(origin)) return undefined
    const last = await signing.letGo(origin)
    generations.reshow()
    publish()
    return last
  })
  if (last === undefined) return { kind: signing.isNamed(origin) ? 'named' : 'unsigned' }
  const faces: UnsignedFace[] = []
  for (const one of last) faces.push(...(await raisedAbove(parts, one)))
  return { kind: 'done', faces, written }
}
