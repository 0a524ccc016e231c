// The TSIG record in octets (RFC 8945 §4.2): finds and reads it in place, writes it, appends it to a message and takes it off again.
// verify.ts judges it with the key.
//
//   algorithm name | time signed (6) | fudge (2) | MAC size (2) | MAC | original ID (2) | error (2) | other length (2) | other

import { get16, get32, put16, put32 } from '../../dns/big-endian.ts'
import { fold } from '../../dns/name.ts'
import { Rcode } from '../../dns/rcodes.ts'
import { Type } from '../../dns/types.ts'
import { HEADER } from '../header.ts'
import { endOfName, expandedTo } from '../names.ts'

const CLASS_ANY = 255
/** TYPE, CLASS, TTL and RDLENGTH. */
const FIXED = 10
const TIME_AND_FUDGE = 8
/** Original ID, error and other length. */
const BEHIND_MAC = 6
const ARCOUNT = 10

/** RFC 8945 §10: by how many seconds a clock may be wrong. */
export const FUDGE = 300

/** Reused from message to message. */
export class Tsig {
  present = false
  /** Where the record begins in the octets that were read: the message ends there without it. */
  owner = 0
  /** Seconds since 1970. */
  time = 0
  fudge = 0
  macAt = 0
  macLength = 0
  originalId = 0
  error = 0
  otherAt = 0
  otherLength = 0
  /** The TTL is digested as it came (RFC 8945 §4.3.3). */
  ttl = 0
  #bytes: Uint8Array = new Uint8Array(0)
  /** The key's name without pointers, followed by the algorithm's. */
  readonly #names = new Uint8Array(512)
  #keyLength = 0
  #namesLength = 0
  readonly #timeAndFudge = new Uint8Array(TIME_AND_FUDGE)

  clear(): void {
    this.present = false
  }

  /**
   * Reads the record whose owner is at `owner`, whose TYPE field is at `at` and whose data ends at `end`; `from` is where the
   * message begins. False where it is not one.
   */
  read(bytes: Uint8Array, from: number, owner: number, at: number, end: number): boolean {
    if (get16(bytes, at + 2) !== CLASS_ANY) return false
    const algorithm = at + FIXED
    // A compressed name of an algorithm is malformed.
    const p = endOfName(bytes, algorithm, end, algorithm)
    if (p < 0 || p + TIME_AND_FUDGE + 2 > end) return false
    const macLength = get16(bytes, p + TIME_AND_FUDGE)
    const behindMac = p + TIME_AND_FUDGE + 2 + macLength
    if (behindMac + BEHIND_MAC > end || behindMac + BEHIND_MAC + get16(bytes, behindMac + 4) !== end) return false
    this.present = true
    this.#bytes = bytes
    this.owner = owner
    this.ttl = get32(bytes, at + 4)
    this.time = get16(bytes, p) * 2 ** 32 + get32(bytes, p + 2)
    this.fudge = get16(bytes, p + 6)
    this.macAt = behindMac - macLength
    this.macLength = macLength
    this.originalId = get16(bytes, behindMac)
    this.error = get16(bytes, behindMac + 2)
    this.otherAt = behindMac + BEHIND_MAC
    this.otherLength = end - this.otherAt
    this.#keyLength = expandedTo(bytes, owner, from, this.#names, 0)
    this.#namesLength = expandedTo(bytes, algorithm, from, this.#names, this.#keyLength)
    for (let i = 0; i < TIME_AND_FUDGE; i++) this.#timeAndFudge[i] = bytes[p + i]!
    return true
  }

  /** RFC 8945 §4.3.3: names in lower case, without pointers. */
  get keyName(): Uint8Array {
    return this.#names.slice(0, this.#keyLength).map(lower)
  }

  get algorithmName(): Uint8Array {
    return this.#names.slice(this.#keyLength, this.#namesLength).map(lower)
  }

  get mac(): Uint8Array {
    return copyOf(this.#bytes, this.macAt, this.macAt + this.macLength)
  }

  get other(): Uint8Array {
    return copyOf(this.#bytes, this.otherAt, this.otherAt + this.otherLength)
  }

  /** Octets that appendBadKey() adds. */
  get badKeySize(): number {
    return this.#namesLength + FIXED + TIME_AND_FUDGE + 2 + BEHIND_MAC
  }

  /** Adds the unsigned record that goes with NOTAUTH for an unknown key (RFC 8945 §5.2.1, §5.3.2). Returns the new length. */
  appendBadKey(out: Uint8Array, at: number, length: number): number {
    const names = this.#names
    let p = at + length
    for (let i = 0; i < this.#keyLength; i++) out[p++] = names[i]!
    put16(out, p, Type.TSIG)
    put16(out, p + 2, CLASS_ANY)
    put16(out, p + 4, 0)
    put16(out, p + 6, 0)
    put16(out, p + 8, this.badKeySize - this.#keyLength - FIXED)
    p += FIXED
    for (let i = this.#keyLength; i < this.#namesLength; i++) out[p++] = names[i]!
    for (let i = 0; i < TIME_AND_FUDGE; i++) out[p++] = this.#timeAndFudge[i]!
    put16(out, p, 0)
    put16(out, p + 2, this.originalId)
    put16(out, p + 4, Rcode.BADKEY)
    put16(out, p + 6, 0)
    put16(out, at + ARCOUNT, get16(out, at + ARCOUNT) + 1)
    return length + this.badKeySize
  }
}

/** What a record says besides its MAC; all of it is digested (RFC 8945 §4.3.3). */
export type TsigFields = {
  /** Of the key and of the algorithm, in lower case, without pointers. */
  readonly keyName: Uint8Array
  readonly algorithmName: Uint8Array
  readonly time: number
  readonly fudge: number
  readonly error: number
  readonly other: Uint8Array
}

/** Octets of a record with a MAC of that length. */
export function tsigSize(fields: Pick<TsigFields, 'keyName' | 'algorithmName' | 'other'>, macLength: number): number {
  const { keyName, algorithmName, other } = fields
  return keyName.length + FIXED + algorithmName.length + TIME_AND_FUDGE + 2 + macLength + BEHIND_MAC + other.length
}

/** A copy of the message with the record as its last. Names are never compressed: Windows cannot read them so. */
export function withTsig(message: Uint8Array, fields: TsigFields, mac: Uint8Array): Uint8Array {
  const out = new Uint8Array(message.length + tsigSize(fields, mac.length))
  out.set(message)
  putTsig(out, message.length, fields, mac)
  return out
}

/** Puts the record behind a message of `length` octets; it ends where `out` does. */
export function putTsig(out: Uint8Array, length: number, fields: TsigFields, mac: Uint8Array): void {
  const { keyName, algorithmName, error, other } = fields
  let p = length
  const put = (octets: Uint8Array) => {
    out.set(octets, p)
    p += octets.length
  }
  put(keyName)
  put16(out, p, Type.TSIG)
  put16(out, p + 2, CLASS_ANY)
  put32(out, p + 4, 0)
  put16(out, p + 8, out.length - p - FIXED)
  p += FIXED
  put(algorithmName)
  put(timers(fields))
  put16(out, p, mac.length)
  p += 2
  put(mac)
  put16(out, p, get16(out, 0))
  put16(out, p + 2, error)
  put16(out, p + 4, other.length)
  p += BEHIND_MAC
  put(other)
  put16(out, ARCOUNT, get16(out, ARCOUNT) + 1)
}

/** A copy of the message without the record that was found in it, as its sender had it before (RFC 8945 §4.3.2). */
export function withoutTsig(message: Uint8Array, { owner }: Tsig): Uint8Array {
  const out = copyOf(message, 0, owner)
  put16(out, ARCOUNT, get16(out, ARCOUNT) - 1)
  return out
}

/** Time and fudge as they are sent. */
export function timers({ time, fudge }: Pick<TsigFields, 'time' | 'fudge'>): Uint8Array {
  const out = new Uint8Array(TIME_AND_FUDGE)
  out.set(time48(time))
  put16(out, 6, fudge)
  return out
}

/** Seconds in 48 bits. */
export function time48(seconds: number): Uint8Array {
  const out = new Uint8Array(6)
  put16(out, 0, Math.floor(seconds / 2 ** 32))
  new DataView(out.buffer).setUint32(2, seconds % 2 ** 32)
  return out
}

export type Found =
  | { readonly kind: 'found'; readonly tsig: Tsig }
  /** No record of this type, as far as the message can be read. */
  | { readonly kind: 'none' }
  /** RFC 8945 §5.2: not the last record, not the only one, or not one that can be read. */
  | { readonly kind: 'misplaced' }

/** Looks for the record in a message of any kind. */
export function findTsig(message: Uint8Array): Found {
  if (message.length < HEADER) return { kind: 'none' }
  let at = behindQuestions(message)
  const leading = get16(message, 6) + get16(message, 8)
  const all = leading + get16(message, ARCOUNT)
  for (let i = 0; i < all && at >= 0; i++) {
    const owner = at
    at = endOfName(message, at, message.length, 0)
    if (at < 0 || at + FIXED > message.length) return { kind: 'none' }
    const end = at + FIXED + get16(message, at + 8)
    if (end > message.length) return { kind: 'none' }
    if (get16(message, at) === Type.TSIG) {
      const tsig = new Tsig()
      const isLast = i >= leading && i === all - 1 && end === message.length
      return isLast && tsig.read(message, 0, owner, at, end) ? { kind: 'found', tsig } : { kind: 'misplaced' }
    }
    at = end
  }
  return { kind: 'none' }
}

function behindQuestions(message: Uint8Array): number {
  let at = HEADER
  for (let i = get16(message, 4); i > 0 && at >= 0; i--) {
    at = endOfName(message, at, message.length, 0)
    if (at >= 0) at = at + 4 <= message.length ? at + 4 : -1
  }
  return at
}

/** A real copy, also of a Buffer, whose slice() is only a view. */
export function copyOf(bytes: Uint8Array, from = 0, to = bytes.length): Uint8Array {
  return new Uint8Array(bytes.subarray(from, to))
}

function lower(octet: number): number {
  return fold[octet]!
}
