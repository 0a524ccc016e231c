// A zone that was signed here comes to be served unsigned, once nobody has a DS of it any more.

import { isNewerSerial } from '../dns/serial.ts'
import type { WithdrawalSeen } from '../signing/leaving.ts'
import type { ServerAnswer } from '../signing/parent-ds.ts'
import { parentsHere, writtenAbove } from '../signing/parents-here.ts'
import type { FaceName } from '../store/change.ts'
import type { LastServed } from '../store/serial-record.ts'
import { nextSerial } from '../store/serials.ts'
import { serialChange } from '../zone/soa-serial.ts'
import { faceIn } from './editions.ts'
import type { Parts } from './parts.ts'

export type Withdrawn =
  /** Nothing has been signed of it. */
  | { readonly kind: 'unsigned' }
  /** The configuration wants it signed. */
  | { readonly kind: 'named' }
  | { readonly kind: 'refused' | 'waits'; readonly seen: WithdrawalSeen }
  /** `written`: DS that are served from now on, of keys that the zone has not any more. */
  | { readonly kind: 'done'; readonly faces: readonly UnsignedFace[]; readonly written: readonly ServerAnswer[] }

/** `isBehind`: secondaries have a newer one, and it is not ours to raise. */
export type UnsignedFace = { readonly view: string; readonly serial: number; readonly isBehind: boolean }

type WithdrawParts = Pick<Parts, 'added' | 'generations' | 'store' | 'history'>

/**
 * `publish`: what the generations have as their current one is told to all who answer. `isForced`: whatever parents and caches
 * have.
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
  const covers = (face: FaceName) => signing.covers(face)
  const written = writtenAbove(generations.current.candidate.loaded.views, origin, covers)
  // Without our DS that one would be served, and the zone be bogus to whoever asks (RFC 4035 §5.2).
  if (written.length > 0 && !isForced)
    return { kind: 'refused', seen: { answers: written, verdict: { kind: 'refused' } } }
  const seen = await signing.askWithdrawal(origin, parentsHere(generations.current.generation.views, origin, covers))
  if (seen.verdict.kind !== 'over' && !isForced) return { kind: seen.verdict.kind, seen }
  const last = await store.alone(async () => {
    // Somebody may have put it back while parents were asked.
    if (!signing.isLeft(origin)) return undefined
    const last = await signing.letGo(origin)
    generations.reshow()
    publish()
    return last
  })
  if (last === undefined) return { kind: signing.isNamed(origin) ? 'named' : 'unsigned' }
  const faces: UnsignedFace[] = []
  for (const one of last) faces.push(...(await above(parts, one)))
  return { kind: 'done', faces, written }
}

/** No secondary takes what is not newer than what it has (RFC 1982), and none has a way from there to here but the whole zone. */
async function above(
  { generations, store, history }: WithdrawParts,
  { name, serial }: LastServed,
): Promise<UnsignedFace[]> {
  const { view } = name
  const face = faceIn(generations, name)
  if (face?.served === undefined) return []
  if (isNewerSerial(face.served.serial, serial)) return [{ view, serial: face.served.serial, isBehind: false }]
  // Its primary's, or its file's: one above would miss what comes from there.
  const isOurs = face.face.source.kind !== 'primary' && face.face.serial !== 'source'
  const changes = serialChange(face.served, nextSerial(serial))
  const isRaised = isOurs && (await store.accept({ face: name, changes })).kind === 'accepted'
  history.drop(name)
  return [{ view, serial: isRaised ? nextSerial(serial) : face.served.serial, isBehind: !isRaised }]
}
