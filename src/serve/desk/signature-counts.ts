// What is counted of requests that others have signed.

import type { TsigError } from '../../wire/tsig/verify.ts'

export type SignatureCounts = {
  good: number
  /** Good, but from an address from which the key may not be used. */
  elsewhere: number
  lastBad: BadSignature | undefined
  /** The last of each kind. */
  readonly lastOf: { [error in BadSignature['error']]?: BadSignature }
} & Record<TsigError, number>

/** `skew`: seconds that the client's clock is ahead of ours. */
export type BadSignature = {
  readonly client: string
  readonly key: string
  readonly error: TsigError | 'elsewhere'
  readonly skew?: number
}

export function noSignatures(): SignatureCounts {
  const none = { good: 0, elsewhere: 0, format: 0, badkey: 0, badsig: 0, badtime: 0, badtrunc: 0 }
  return { ...none, lastBad: undefined, lastOf: {} }
}

export function countBad(counts: SignatureCounts, bad: BadSignature): void {
  counts[bad.error]++
  counts.lastBad = bad
  counts.lastOf[bad.error] = bad
}
