// Computes the token by which the owner of a zone lets a campus resolver answer for some of its names (RFC 9704 §5).

import { createHash } from 'node:crypto'
import { compareNames, fold, isWithin, nameLength, sameName } from '../../dns/name.ts'

export type Claim = {
  /** The resolver's authentication domain name; this and all names in wire form. */
  readonly resolver: Uint8Array
  readonly parent: Uint8Array
  /** Names below the parent; undefined: all of them. */
  readonly names: readonly Uint8Array[] | undefined
  readonly salt: Uint8Array
}

/** ZONEMD's hash algorithm 1 (RFC 8976 §5.3), which all implementations have. */
export const ALGORITHM = { number: 1, mnemonic: 'SHA384' } as const
/** RFC 9704 §5: the salt's length is one octet. */
export const MAX_SALT = 255

/** The token in base64url without padding. */
export function tokenOf(claim: Claim): string {
  const hash = createHash('sha384')
  hash.update(Uint8Array.of(claim.salt.length))
  hash.update(claim.salt)
  hash.update(namesOctets(claim))
  return hash.digest('base64url')
}

/** X in RFC 9704 §5: the names in canonical form and order, with a zero octet in place of the parent in each. */
export function namesOctets(claim: Claim): Uint8Array {
  return Uint8Array.from(claimedNames(claim).flatMap((name) => [...name]))
}

/** The names without the parent, each ended by a zero octet; the whole parent is the lone label `*`. */
export function claimedNames({ names, parent }: Pick<Claim, 'names' | 'parent'>): Uint8Array[] {
  if (names === undefined) return [Uint8Array.of(1, 0x2a, 0)]
  const canonical = names.map((name) => name.map((octet) => fold[octet]!))
  canonical.sort((a, b) => compareNames(a, 0, b, 0))
  const once = canonical.filter((name, i) => i === 0 || !sameName(name, 0, canonical[i - 1]!, 0))
  const size = nameLength(parent, 0)
  return once.map((name) => Uint8Array.from([...name.subarray(0, name.length - size), 0]))
}

/** Why nobody can claim the name; undefined where one can. */
export function claimFlaw(name: Uint8Array, parent: Uint8Array): string | undefined {
  if (!isWithin(name, 0, parent, 0)) return 'it does not lie below the parent'
  return sameName(name, 0, parent, 0) ? 'it is the parent itself: claim everything with *' : undefined
}
