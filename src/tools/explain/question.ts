// Reads a question to the explainer from the words of whoever asks.

import { addressFromText } from '../../dns/address.ts'
import { nameFlawText, readName } from '../../dns/name-text.ts'
import { typeCode } from '../../dns/types.ts'

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

export type Misread = { readonly field: 'address' | 'name' | 'type' | 'via'; readonly reason: string }

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
  const octets = addressFromText(address)
  if (octets === undefined)
    return { field: 'address', reason: `cannot read the address "${address}": it is not an IPv4 or IPv6 address` }
  const wire = readName(name)
  if (typeof wire === 'string')
    return { field: 'name', reason: `cannot read the name "${name}": ${nameFlawText(wire)}` }
  const code = typeCode(type)
  if (code === undefined) return { field: 'type', reason: `cannot read the type "${type}": there is no such type` }
  const sender = via === undefined ? undefined : addressFromText(via)
  if (via !== undefined && sender === undefined)
    return { field: 'via', reason: `cannot read the sender "${via}": it is not an IPv4 or IPv6 address` }
  return { via: sender, address: octets, name: wire, type: code, stream: tcp, dnssec, key }
}
