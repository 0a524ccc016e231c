// The MAC of a message: what is digested, in which order (RFC 8945 §4.3, §5.3), and whether one is right.

import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto'
import { put16 } from '../../dns/big-endian.ts'
import type { Algorithm } from './algorithms.ts'
import { type TsigFields, timers } from './record.ts'

/** A key as those who sign and verify want it. The secret is an object that no log and no inspection shows. */
export type TsigKey = {
  /** In wire form and lower case. */
  readonly name: Uint8Array
  readonly algorithm: Algorithm
  readonly secret: KeyObject
  /** Octets of the shortest MAC that we take (RFC 8945 §5.2.4). */
  readonly minMac: number
}

export type Digested = {
  /** RFC 8945 §5.3: the MAC that this one answers or follows, as it was sent. */
  readonly prior?: Uint8Array
  /** Without their TSIG records and with their original IDs. */
  readonly messages: readonly Uint8Array[]
  readonly fields: TsigFields
  /** As it came with the record; 0 in ours. */
  readonly ttl?: number
  /** RFC 8945 §5.3.1: of the second message of many and those behind it. */
  readonly timersOnly?: boolean
}

/** The whole MAC. */
export function macOf({ algorithm, secret }: TsigKey, digested: Digested): Uint8Array {
  const { prior, messages, fields, ttl = 0, timersOnly = false } = digested
  const hmac = createHmac(algorithm.hash, secret)
  if (prior !== undefined) {
    hmac.update(octets16(prior.length))
    hmac.update(prior)
  }
  for (const message of messages) hmac.update(message)
  hmac.update(timersOnly ? timers(fields) : variables(fields, ttl))
  return hmac.digest()
}

/** What we send of a MAC. */
export function cut(mac: Uint8Array, { sent }: Algorithm): Uint8Array {
  return mac.subarray(0, sent)
}

/** Whether `sent` is the beginning of the right MAC; how long that takes tells nothing of it. */
export function isMac(right: Uint8Array, sent: Uint8Array): boolean {
  return sent.length <= right.length && timingSafeEqual(right.subarray(0, sent.length), sent)
}

/** RFC 8945 §4.3.3: name, class, TTL, algorithm, timers, error, other data. */
function variables(fields: TsigFields, ttl: number): Uint8Array {
  const { keyName, algorithmName, error, other } = fields
  const classAndTtl = Uint8Array.of(0, 255, ttl >>> 24, ttl >>> 16, ttl >>> 8, ttl)
  return Buffer.concat([
    keyName,
    classAndTtl,
    algorithmName,
    timers(fields),
    octets16(error),
    octets16(other.length),
    other,
  ])
}

function octets16(value: number): Uint8Array {
  const out = new Uint8Array(2)
  put16(out, 0, value)
  return out
}
