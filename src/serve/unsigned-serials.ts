// Raises faces that are shown unsigned after they were signed above their last signed serial: otherwise secondaries would keep the signed
// version, whose signatures end.

import { nameText } from '../dns/name-text.ts'
import { isNewerSerial } from '../dns/serial.ts'
import type { LastServed } from '../store/serial-record.ts'
import { nextSerial } from '../store/serials.ts'
import { serialChange } from '../zone/soa-serial.ts'
import { faceIn } from './face-places.ts'
import type { Parts } from './parts.ts'

/** `isBehind`: secondaries may have a newer serial, and this one is not ours to raise. */
export type UnsignedFace = { readonly view: string; readonly serial: number; readonly isBehind: boolean }

type RaisedParts = Pick<Parts, 'generations' | 'store' | 'history'>

/** Raises all such faces whose serial is not above the last signed one. */
export async function raiseUnsigned(parts: RaisedParts & Pick<Parts, 'added' | 'log'>): Promise<void> {
  const { added, generations, log } = parts
  for (const last of added.early.signing?.overtaken(generations.current.candidate) ?? [])
    for (const { view, serial, isBehind } of await raisedAbove(parts, last))
      if (isBehind)
        log.warn(
          { zone: nameText(last.name.origin), view, serial, signed: last.serial },
          'a zone is not signed any more, and secondaries have a newer serial of it: raise the serial in its source above that',
        )
}

/** Raises the view's face above the serial: secondaries take only what is newer (RFC 1982). The signed history leads nowhere, and goes. */
export async function raisedAbove(
  { generations, store, history }: RaisedParts,
  { name, serial }: LastServed,
): Promise<UnsignedFace[]> {
  const { view } = name
  const face = faceIn(generations, name)
  if (face?.served === undefined) return []
  if (isNewerSerial(face.served.serial, serial)) return [{ view, serial: face.served.serial, isBehind: false }]
  // A primary or a file gives such a serial: raised, the face would miss what comes from there.
  const isOurs = face.face.source.kind !== 'primary' && face.face.serial !== 'source'
  const changes = serialChange(face.served, nextSerial(serial))
  const isRaised = isOurs && (await store.accept({ face: name, changes })).kind === 'accepted'
  history.drop(name)
  return [{ view, serial: isRaised ? nextSerial(serial) : face.served.serial, isBehind: !isRaised }]
}
