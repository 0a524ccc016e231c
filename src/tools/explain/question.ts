// Reads a question to the explainer from the user's words.

import { Type } from '../../dns/types.ts'
import { isMisread, type Misread, readAddressWord, readNameWord, readTypeWord } from '../question-words.ts'

export type Question = {
  /** Octets of the client's address, 4 or 16. */
  readonly address: Uint8Array
  /** Wire form. */
  readonly name: Uint8Array
  readonly type: number
  readonly stream?: boolean
  readonly dnssec?: boolean
  /** Name of the TSIG key that signs it. */
  readonly key?: string | undefined
  /** Octets of the address of a proxy, or of a resolver that sends the client's subnet. */
  readonly via?: Uint8Array | undefined
}

export type QuestionWords = {
  readonly address: string
  readonly name: string
  readonly type?: string | undefined
  readonly tcp?: boolean | undefined
  readonly dnssec?: boolean | undefined
  readonly key?: string | undefined
  readonly via?: string | undefined
}

/** The question, or why the words are none. */
export function readQuestion({
  address,
  name,
  type = 'A',
  tcp = false,
  dnssec = false,
  key,
  via,
}: QuestionWords): Question | Misread {
  const octets = readAddressWord(address, 'address')
  if (isMisread(octets)) return octets
  const wire = readNameWord(name)
  if (isMisread(wire)) return wire
  const code = readTypeWord(type)
  if (isMisread(code)) return code
  const sender = via === undefined ? undefined : readAddressWord(via, 'via', 'sender')
  if (sender !== undefined && isMisread(sender)) return sender
  // AXFR is over TCP (RFC 5936 §4.2); we explain IXFR over TCP too.
  const stream = tcp || code === Type.AXFR || code === Type.IXFR
  return { via: sender, address: octets, name: wire, type: code, stream, dnssec, key }
}
