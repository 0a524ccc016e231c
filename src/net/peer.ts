// Who sent a message and by which way it came, and how it is answered: all that transports and the answering side know of each
// other. Transports fill a Peer in, everybody else reads it.

import { ANY_ADDRESS, type ListenAddress } from './endpoint.ts'
import type { Protocol } from './protocols.ts'

/** An address in octets, overwritten in place. */
export class Address {
  family: 4 | 6 = 4
  /** Network order; the first 4 for IPv4, 16 for IPv6. An IPv4-mapped IPv6 address is given as IPv4. */
  readonly octets = new Uint8Array(16)

  /** How many of the octets count. */
  get length(): 4 | 16 {
    return this.family === 4 ? 4 : 16
  }

  set(octets: Uint8Array): void {
    this.family = octets.length === 4 ? 4 : 6
    this.octets.set(octets)
  }

  copyFrom({ family, octets }: Address): void {
    this.family = family
    this.octets.set(octets)
  }
}

/** What a resolver that is believed says of whom it asks for (RFC 7871); reused from message to message. */
export class Subnet {
  readonly address = new Address()
  /** So many bits of the address count; 0 where it says nothing. */
  bits = 0
  /** It says something, which can be read. */
  given = false
  /** It says something, which cannot be read. */
  malformed = false
  /** The shortest length at which all around the address get the same view. */
  scope = 0

  clear(family: 4 | 6, malformed = false): void {
    this.address.family = family
    this.address.octets.fill(0)
    this.bits = 0
    this.given = false
    this.malformed = malformed
    this.scope = 0
  }
}

/** What a valid TSIG key brings. */
export type Signed = {
  /** Names of the views that it shows. */
  readonly views: readonly string[]
  /** That the signature of an answer takes: the answer is by so much shorter than it may be. */
  readonly octets: number
  /** It may not be used from this address. */
  readonly refused: boolean
}

/** One is made per socket or worker and overwritten for each message. */
export class Peer {
  readonly listener: ListenAddress
  readonly protocol: Protocol
  /** Answers may have 65,535 octets, and be more than one. */
  readonly stream: boolean
  /** Nobody on the way can read along. */
  readonly encrypted: boolean
  /** Who put the message on the wire: answers go there. */
  readonly sender = new Address()
  /** The port of a datagram that was handed to the desk: from there it came. */
  port = 0
  /** Who asks: views, limits, lists and logs are about this one. It is the sender, but where a proxy speaks for others. */
  client = this.sender
  /** The address that was asked: answers leave from there. */
  readonly local = new Address()
  /** The client can receive at its address: nobody has forged it. */
  proven: boolean
  /** In DER: the certificate that the client has proven to have. */
  certificate: Uint8Array | undefined
  /** Name of the view that its certificate leads to. */
  certified: string | undefined
  /** The stream is TLS as transfers want it (RFC 9103 §7). */
  xot = false
  /** Name of the TSIG key by which the message is signed, and well. */
  key: string | undefined
  /** What comes with the key. */
  signed: Signed | undefined
  /** Of a question from a resolver that is believed; found with the view. */
  subnet: Subnet | undefined

  constructor(protocol: Protocol, listener: ListenAddress = ANY_ADDRESS, encrypted = false) {
    this.protocol = protocol
    this.listener = listener
    this.encrypted = encrypted
    this.stream = protocol !== 'udp'
    this.proven = this.stream
    if (listener.proxies !== undefined) this.client = new Address()
  }

  /** One to keep: this one may be overwritten. */
  copy(): Peer {
    const peer = new Peer(this.protocol, this.listener, this.encrypted)
    peer.sender.copyFrom(this.sender)
    peer.local.copyFrom(this.local)
    if (this.client !== this.sender) peer.client.copyFrom(this.client)
    peer.port = this.port
    peer.proven = this.proven
    peer.certificate = this.certificate
    peer.certified = this.certified
    peer.xot = this.xot
    peer.key = this.key
    peer.signed = this.signed
    return peer
  }
}

/** Somebody at the address, for those who want to know what he would be told. */
export function peerAt(address: Uint8Array, protocol: Protocol, view = -1): Peer {
  const peer = new Peer(protocol, { ...ANY_ADDRESS, view })
  peer.sender.set(address)
  return peer
}

/** What Respond gives for a message that is the desk's: its answer is more than one, or needs more than the zones. */
export const HANDED = -1

/**
 * Answers what one message cannot: messages one after the other, each made when the client has taken those before it. Ended
 * early (return()) where the client goes away, who is cut off where it throws. `message` is the desk's own.
 */
export interface Desk {
  answer(message: Uint8Array, peer: Peer): AsyncIterable<Uint8Array>
}

/**
 * Answers the message at bytes[from, to) into out[at, …) and returns how many octets it wrote; 0 means that nothing is
 * sent, HANDED that the desk is to be asked. Never throws. `out` must have room for 65,535 octets on a stream and 4,096
 * otherwise (or the largest UDP answer configured). `message` and `out` may not overlap.
 */
export type Respond = (message: Uint8Array, from: number, to: number, peer: Peer, out: Uint8Array, at: number) => number
