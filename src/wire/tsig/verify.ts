// Verifies the signature of a request: place, key, MAC, time, truncation, in this order (RFC 8945 §5.2).

import { put16 } from '../../dns/big-endian.ts'
import { Rcode } from '../../dns/rcodes.ts'
import { namesAlgorithm, shortestMac } from './algorithms.ts'
import { isMac, macOf, type TsigKey } from './mac.ts'
import { copyOf, findTsig, type Tsig, type TsigFields, withoutTsig } from './record.ts'

/** Seconds that we take, as RFC 8945 §10 recommends, whatever the client says: what it signs could be sent again for as long. */
export const MOST_FUDGE = 300

export type KeyFinder = (name: Uint8Array) => TsigKey | undefined

export type TsigError = 'format' | 'badkey' | 'badsig' | 'badtime' | 'badtrunc'

/** RFC 8945 §3: the numbers of errors in a record; a misplaced or misshapen one is FORMERR in the header, and in no record. */
export const tsigErrors = {
  badsig: Rcode.BADSIG,
  badkey: Rcode.BADKEY,
  badtime: Rcode.BADTIME,
  badtrunc: Rcode.BADTRUNC,
} as const

export type Verified =
  | { readonly kind: 'unsigned' }
  /** `message`: without the record. `mac`: as it was sent, for the answer. */
  | {
      readonly kind: 'good'
      readonly key: TsigKey
      readonly mac: Uint8Array
      readonly message: Uint8Array
      readonly tsig: Tsig
    }
  /** `key`: where it is known. `tsig`: where it could be read. */
  | { readonly kind: 'bad'; readonly error: TsigError; readonly key?: TsigKey; readonly tsig?: Tsig }

/** `now`: seconds since 1970. */
export function verifyRequest(message: Uint8Array, keys: KeyFinder, now: number): Verified {
  const found = findTsig(message)
  if (found.kind === 'none') return { kind: 'unsigned' }
  if (found.kind === 'misplaced') return { kind: 'bad', error: 'format' }
  const { tsig } = found
  const key = keys(tsig.keyName)
  if (key === undefined) return { kind: 'bad', error: 'badkey', tsig }
  const stripped = withoutTsig(message, tsig)
  const error = errorOf(key, tsig, { messages: [digestedForm(stripped, tsig)] }, now)
  if (error !== undefined) return { kind: 'bad', error, key, tsig }
  return { kind: 'good', key, mac: tsig.mac, message: stripped, tsig }
}

/** `digested`: the octets that come before the record's own fields. */
export function errorOf(
  key: TsigKey,
  tsig: Tsig,
  digested: { readonly prior?: Uint8Array; readonly messages: readonly Uint8Array[]; readonly timersOnly?: boolean },
  now: number,
): TsigError | undefined {
  const { algorithm } = key
  // RFC 8945 §5.2.1: a key is one together with its algorithm.
  if (!namesAlgorithm(algorithm, tsig.algorithmName)) return 'badkey'
  // RFC 8945 §5.2.2.1. Without any MAC it is wrong, not cut.
  if (tsig.macLength > algorithm.whole) return 'format'
  if (tsig.macLength > 0 && tsig.macLength < shortestMac(algorithm.whole)) return 'format'
  const right = macOf(key, { ...digested, fields: fieldsOf(tsig), ttl: tsig.ttl })
  if (tsig.macLength === 0 || !isMac(right, tsig.mac)) return 'badsig'
  // Only after the MAC: an unsigned time says nothing (RFC 8945 §5.2.3).
  if (Math.abs(now - tsig.time) > Math.min(tsig.fudge, MOST_FUDGE)) return 'badtime'
  return tsig.macLength < key.minMac ? 'badtrunc' : undefined
}

/** With the original ID: a server that forwards a message changes its ID (RFC 8945 §4.3.2). */
export function digestedForm(stripped: Uint8Array, { originalId }: Tsig): Uint8Array {
  const message = copyOf(stripped)
  put16(message, 0, originalId)
  return message
}

export function fieldsOf(tsig: Tsig): TsigFields {
  const { keyName, algorithmName, time, fudge, error, other } = tsig
  return { keyName, algorithmName, time, fudge, error, other }
}
