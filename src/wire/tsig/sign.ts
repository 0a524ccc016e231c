// Signs messages: a request, the answers to one (as many as there are), and the two errors that travel under a signature.

import { cut, macOf, type TsigKey } from './mac.ts'
import { FUDGE, putTsig, type Tsig, type TsigFields, time48, tsigSize, withTsig } from './record.ts'
import { tsigErrors } from './verify.ts'

/** Seconds since 1970. */
export type Now = () => number

export type Signer = {
  /** Octets that a signature takes; those of a message beside it are at most 65,535 less this. */
  readonly size: number
  /** A copy of the message, signed. */
  sign(message: Uint8Array): Uint8Array
  /** The message, signed where it lies if the rest of its buffer is just the room for that; a copy otherwise. */
  signOwn(message: Uint8Array): Uint8Array
}

export type SignedRequest = {
  readonly message: Uint8Array
  /** The MAC, with which to verify the answer. */
  readonly mac: Uint8Array
}

/** `now`: seconds since 1970. */
export function signRequest(key: TsigKey, message: Uint8Array, now: number): SignedRequest {
  const fields = plainFields(key, key.algorithm.name, now)
  const mac = cut(macOf(key, { messages: [message], fields }), key.algorithm)
  return { message: withTsig(message, fields, mac), mac }
}

/**
 * RFC 8945 §5.3: the first answer covers the request's MAC, each later one the MAC before it and nothing of the record but its
 * timers; every one is signed. `algorithmName`: as the request spelt it, where it is not the key's own.
 */
export function signing(
  key: TsigKey,
  requestMac: Uint8Array,
  now: Now,
  algorithmName: Uint8Array = key.algorithm.name,
): Signer {
  let prior = requestMac
  let timersOnly = false
  const size = tsigSize({ keyName: key.name, algorithmName, other: NOTHING }, key.algorithm.sent)
  const next = (message: Uint8Array) => {
    const fields = plainFields(key, algorithmName, now())
    const mac = cut(macOf(key, { prior, messages: [message], fields, timersOnly }), key.algorithm)
    prior = mac
    timersOnly = true
    return { fields, mac }
  }
  const sign = (message: Uint8Array) => {
    const { fields, mac } = next(message)
    return withTsig(message, fields, mac)
  }
  return {
    size,
    sign,
    signOwn(message) {
      const { buffer, byteOffset, length } = message
      if (byteOffset > 0 || buffer.byteLength !== length + size) return sign(message)
      const { fields, mac } = next(message)
      const signed = new Uint8Array(buffer)
      putTsig(signed, length, fields, mac)
      return signed
    },
  }
}

/** RFC 8945 §5.2.3: the client's time and fudge, so that it can verify what is said, and our own time beside them. */
export function signBadTime(key: TsigKey, request: Tsig, message: Uint8Array, now: number): Uint8Array {
  const { time, fudge } = request
  return signError(key, request, message, { time, fudge, error: tsigErrors.badtime, other: time48(now) })
}

/** RFC 8945 §5.2.4 */
export function signBadTruncation(key: TsigKey, request: Tsig, message: Uint8Array, now: number): Uint8Array {
  return signError(key, request, message, { time: now, fudge: FUDGE, error: tsigErrors.badtrunc, other: NOTHING })
}

function signError(
  key: TsigKey,
  request: Tsig,
  message: Uint8Array,
  said: Pick<TsigFields, 'time' | 'fudge' | 'error' | 'other'>,
): Uint8Array {
  const fields = { keyName: key.name, algorithmName: request.algorithmName, ...said }
  const mac = cut(macOf(key, { prior: request.mac, messages: [message], fields }), key.algorithm)
  return withTsig(message, fields, mac)
}

function plainFields(key: TsigKey, algorithmName: Uint8Array, now: number): TsigFields {
  return { keyName: key.name, algorithmName, time: now, fudge: FUDGE, error: 0, other: NOTHING }
}

const NOTHING = new Uint8Array(0)
