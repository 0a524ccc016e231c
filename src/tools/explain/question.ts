// Reads a question to the explainer from the words of whoever asks.

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
  /** Name of the TSIG key by which it signs. */
  readonly key?: string | undefined
  /** Octets of the address of whoever asks for it, by a PROXY header or a client subnet. */
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

/** The question, or why it is none. */
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
  // Whoever wants a zone comes over TCP (RFC 5936 §4.2).
  const stream = tcp || code === Type.AXFR || code === Type.IXFR
  return { via: sender, address: octets, name: wire, type: code, stream, dnssec, key }
}
