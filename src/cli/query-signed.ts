// Signs a question with a TSIG key, checks the signature of the answer, and takes it off.

import { get16 } from '../dns/big-endian.ts'
import { HEADER } from '../wire/header.ts'
import type { TsigKey } from '../wire/tsig/mac.ts'
import { findTsig, withoutTsig } from '../wire/tsig/record.ts'
import { signRequest } from '../wire/tsig/sign.ts'
import { type BadAnswer, verifying } from '../wire/tsig/stream.ts'
import type { Asking } from './query-sockets.ts'

/** `read`: reads the answer without its signature. */
export function signedBy<T>(
  key: TsigKey | undefined,
  plain: Uint8Array,
  read: (message: Buffer) => T | undefined,
): Asking<T> {
  if (key === undefined) return { octets: plain, read }
  const now = () => Math.floor(Date.now() / 1000)
  const { message: octets, mac } = signRequest(key, plain, now())
  return {
    octets,
    read(message) {
      if (message.length < HEADER || get16(message, 0) !== get16(plain, 0)) return undefined
      const found = verifying(key, mac, now).take(message)
      if (typeof found === 'object') return badText(found)
      const record = findTsig(message)
      return read(record.kind === 'found' ? Buffer.from(withoutTsig(message, record.tsig)) : message)
    },
  }
}

function badText({ error, told, skew }: BadAnswer): string {
  if (skew !== undefined) return `its clock is ${skew} s off from ours: set both by NTP`
  if (error === 'missing') return 'its answer is not signed'
  const name = error.toUpperCase()
  return told
    ? `it does not take the signature (${name}): compare name, algorithm and secret of the key`
    : `the signature of its answer is not right (${name})`
}
