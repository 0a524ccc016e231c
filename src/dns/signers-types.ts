// The types that a signer puts into a face by itself. Each face has records of its own there, so they are no difference between faces.

import { Type } from './types.ts'

const SIGNERS: ReadonlySet<number> = new Set([Type.RRSIG, Type.NSEC, Type.NSEC3, Type.NSEC3PARAM, Type.ZONEMD])

export function isSignersType(type: number): boolean {
  return SIGNERS.has(type)
}
