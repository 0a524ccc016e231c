// Says when two messages are the same: signed ones are, if all that the signature covers is the same. Somebody who passes a message on
// may give it another ID, spell the key otherwise, or cut the signature short; it must not do the same thing twice.

import { put16 } from '../../dns/big-endian.ts'
import type { Peer } from '../../net/peer.ts'
import { copyOf, findTsig } from '../../wire/tsig/record.ts'

/** `message`: without its signature. `sent`: as it came. */
export function contentOf(message: Uint8Array, sent: Uint8Array, peer: Peer): Uint8Array {
  const found = peer.signed === undefined ? undefined : findTsig(sent)
  if (found?.kind !== 'found') return sent
  const { time, fudge, originalId } = found.tsig
  const content = copyOf(message)
  // RFC 8945 §4.3.2: the signature is over the ID that it was sent with first.
  put16(content, 0, originalId)
  return Buffer.concat([Buffer.from(`${peer.key} ${time} ${fudge}\0`), content])
}

/** When the message was signed, in seconds since 1970; undefined where it is not signed. */
export function signedAt(sent: Uint8Array, { signed }: Peer): number | undefined {
  const found = signed === undefined ? undefined : findTsig(sent)
  return found?.kind === 'found' ? found.tsig.time : undefined
}

/** The answer with the ID of the message that asks for it now. */
export function answerTo(message: Uint8Array, answer: Uint8Array): Uint8Array {
  const out = copyOf(answer)
  out.set(message.subarray(0, 2))
  return out
}
