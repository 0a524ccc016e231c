// Checks a zone against its ZONEMD records (RFC 8976 §4).

import { Type } from '../dns/types.ts'
import { digestedSets } from '../sign/digested-sets.ts'
import { zoneDigest, zoneDigests } from '../sign/zone-digest.ts'
import { APEX, NONE, type Zone } from '../zone/zone.ts'

const SIMPLE = 1

/** `unusable`: no ZONEMD record has this serial, and a scheme and a hash that Janus knows. */
export type Digest = 'right' | 'wrong' | 'unusable' | 'none'

export function verifyDigest(zone: Zone): Digest {
  const set = zone.rrset(APEX, Type.ZONEMD)
  if (set === NONE) return 'none'
  const wanted = new Map<string, Uint8Array | undefined>()
  let data = zone.dataOf(set)
  for (let i = zone.size(set); i > 0; i--, data = zone.nextData(data, false)) {
    const rdata = zone.heap.subarray(data, data + zone.lengthOf(data))
    const algorithm = zoneDigests.get(rdata[5]!)
    const serial = new DataView(rdata.buffer, rdata.byteOffset).getUint32(0)
    if (serial !== zone.serial || rdata[4] !== SIMPLE || algorithm === undefined) continue
    // RFC 8976 §2.2: two with the same scheme and hash both do not count.
    wanted.set(algorithm, wanted.has(algorithm) ? undefined : rdata.subarray(6))
  }
  const usable = [...wanted].filter(([, digest]) => digest !== undefined)
  if (usable.length === 0) return 'unusable'
  // RFC 8976 §4: one right digest is enough.
  const isRight = usable.some(
    ([algorithm, digest]) => Buffer.compare(zoneDigest(algorithm, digestedSets(zone)), digest!) === 0,
  )
  return isRight ? 'right' : 'wrong'
}
