// Faces that are shown unsigned after they were signed: they go on above the serial that they had signed, or secondaries would keep what
// was signed until its signatures end.

import { isNewerSerial } from '../dns/serial.ts'
import type { LastServed } from '../store/serial-record.ts'
import { nextSerial } from '../store/serials.ts'
import { serialChange } from '../zone/soa-serial.ts'
import { faceIn } from './face-places.ts'
import type { Parts } from './parts.ts'

/** `isBehind`: secondaries have a newer one, and it is not ours to raise. */
export type UnsignedFace = { readonly view: string; readonly serial: number; readonly isBehind: boolean }

type RaisedParts = Pick<Parts, 'generations' | 'store' | 'history'>

/** All that are not above it. */
export async function raiseUnsigned(parts: RaisedParts & Pick<Parts, 'added' | 'log'>): Promise<void> {
  const { added, generations, log } = parts
  for (const last of added.early.signing?.overtaken(generations.current.candidate) ?? [])
    for (const { view, serial, isBehind } of await raisedAbove(parts, last))
      if (isBehind)
        log.warn(
          { view, serial, signed: last.serial },
          'a face is not signed any more, and secondaries have a newer serial of it, which is not ours to raise',
        )
}

/** No secondary takes what is not newer than what it has (RFC 1982), and none has a way from there to here but the whole zone. */
export async function raisedAbove(
  { generations, store, history }: RaisedParts,
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
