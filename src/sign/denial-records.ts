// The records that prove absence: NSEC (RFC 4034 §4), and NSEC3 with no salt and no further iterations (RFC 5155 §3, RFC 9276 §3.1).

import { fold, nameLength } from '../dns/name.ts'
import { Octets } from '../dns/octets.ts'
import { Type } from '../dns/types.ts'
import { HASH_OCTETS, HASH_TEXT, type HashParameters, hashOf, writeBase32Hex } from './nsec3-hash.ts'
import { type Authority, isSignedAt } from './own-sets.ts'

/** RFC 9276 §3.1: "1 0 0 -". */
const NSEC3_PARAMETERS: HashParameters = { iterations: 0, salt: new Uint8Array(0) }
/** Hash algorithm SHA-1, flags, iterations, length of the salt (RFC 5155 §3.2, §4.2). No opt-out. */
const NSEC3_FIXED = [1, 0, 0, 0, 0]

export const NSEC3PARAM_RDATA = Uint8Array.from(NSEC3_FIXED)

/** `next`: in wire form. RFC 6840 §5.1: verifiers do not lower it, so it is written and signed in lower case. */
export function nsecRdata(next: Uint8Array, types: readonly number[]): Uint8Array {
  rdata.clear()
  for (let i = 0, end = nameLength(next, 0); i < end; i++) rdata.u8(fold[next[i]!]!)
  appendBitmap(types, rdata)
  return copied(rdata)
}

export function nsec3Rdata(next: Uint8Array, types: readonly number[]): Uint8Array {
  rdata.clear()
  rdata.append(NSEC3PARAM_RDATA)
  rdata.u8(HASH_OCTETS)
  rdata.append(next)
  appendBitmap(types, rdata)
  return copied(rdata)
}

/** The record that is being written. */
const rdata = new Octets(512)

/** A copy in memory of its own, which is smaller than a view. */
function copied({ bytes, length }: Octets): Uint8Array {
  return bytes.slice(0, length)
}

/** The same NSEC or NSEC3 record, leading to another name. */
export function nextAfter(type: number, rdata: Uint8Array, next: Uint8Array): Uint8Array {
  const out = new Octets(rdata.length + next.length)
  if (type === Type.NSEC) {
    for (let i = 0, end = nameLength(next, 0); i < end; i++) out.u8(fold[next[i]!]!)
    out.append(rdata, nameLength(rdata, 0))
  } else {
    out.append(rdata, 0, NSEC3_FIXED.length + 1)
    out.append(hashIn(next))
    out.append(rdata, NSEC3_FIXED.length + 1 + HASH_OCTETS)
  }
  return out.view()
}

/** RFC 4035 §2.3: the types of the bitmap: those of the name, at a cut only the parent's, and RRSIG and NSEC. */
export function nsecTypes(authority: Authority, types: readonly number[]): number[] {
  return withTypes(ownTypes(authority, types), [Type.RRSIG, Type.NSEC])
}

/** RFC 5155 §7.1: the types of the bitmap, with RRSIG only where an rrset of the name is signed. */
export function nsec3Types(authority: Authority, types: readonly number[]): number[] {
  const own = ownTypes(authority, types)
  return own.some((type) => isSignedAt(authority, type)) ? withTypes(own, [Type.RRSIG]) : [...own]
}

function ownTypes(authority: Authority, types: readonly number[]): readonly number[] {
  return authority === 'cut' ? types.filter((type) => type === Type.NS || type === Type.DS) : types
}

/** Merges two ascending lists. */
function withTypes(types: readonly number[], added: readonly number[]): number[] {
  const all: number[] = []
  let next = 0
  for (const type of types) {
    while (next < added.length && added[next]! < type) all.push(added[next++]!)
    all.push(type)
  }
  while (next < added.length) all.push(added[next++]!)
  return all
}

/** The hash that the owner of an NSEC3 has as its first label. */
export function hashIn(owner: Uint8Array): Uint8Array {
  const hash = new Uint8Array(HASH_OCTETS)
  let [bits, value, at] = [0, 0, 0]
  for (let i = 1; i <= HASH_TEXT; i++) {
    const digit = fold[owner[i]!]!
    value = ((value << 5) | (digit < 0x61 ? digit - 0x30 : digit - 0x57)) & 0x1fff
    bits += 5
    if (bits < 8) continue
    bits -= 8
    hash[at++] = value >>> bits
  }
  return hash
}

/** The hash of a name in wire form (RFC 5155 §5). */
export function nsec3Hash(name: Uint8Array): Uint8Array {
  return hashOf(name, 0, nameLength(name, 0), NSEC3_PARAMETERS)
}

/** The owner of the NSEC3 of that hash. */
export function nsec3Owner(hash: Uint8Array, apex: Uint8Array): Uint8Array {
  const owner = new Uint8Array(1 + HASH_TEXT + apex.length)
  owner[0] = HASH_TEXT
  writeBase32Hex(hash, owner.subarray(1))
  owner.set(apex, 1 + HASH_TEXT)
  return owner
}

//  one block for each window of 256 types that has some (RFC 4034 §4.1.2): window, length, bits

/** `types`: ascending. */
function appendBitmap(types: readonly number[], out: Octets): void {
  for (let i = 0; i < types.length; ) {
    const window = types[i]! >>> 8
    out.u8(window)
    const start = out.length
    out.u8(0)
    for (; i < types.length && types[i]! >>> 8 === window; i++) {
      const at = start + 1 + ((types[i]! & 0xff) >>> 3)
      while (out.length <= at) out.u8(0)
      out.bytes[at]! |= 0x80 >>> (types[i]! & 7)
    }
    out.bytes[start] = out.length - start - 1
  }
}
