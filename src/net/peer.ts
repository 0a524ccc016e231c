// The interface between transports and the answering side: who sent a message, by which way it came, and how to answer it.
// Transports fill in a Peer. Learned is the part of it that only the answering side can know: keys and views are not for transports.

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

/** The client's subnet as a trusted resolver tells it (RFC 7871); reused from message to message. */
export class Subnet {
  readonly address = new Address()
  /** The number of bits of the address that count; 0 where there is no subnet. */
  bits = 0
  /** The message has a subnet that we can read. */
  given = false
  /** The message has a subnet that we cannot read. */
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

/** What a valid TSIG signature brings. */
export type Signed = {
  /** Names of the views that the key shows. */
  readonly views: readonly string[]
  /** Length of the answer's signature, which leaves the answer that much less room. */
  readonly octets: number
  /** The key may not be used from this address. */
  readonly refused: boolean
}

/** What the answering side learns from the message itself. Transports only hand it on. */
class Learned {
  /** Name of the TSIG key that has signed the message, where the signature is valid. */
  key: string | undefined
  /** The rights that come with the key. */
  signed: Signed | undefined
  /** The subnet in a question from a trusted resolver; we find it together with the view. */
  subnet: Subnet | undefined
}

/** Each socket or worker makes one, and overwrites it for each message. */
export class Peer extends Learned {
  readonly listener: ListenAddress
  readonly protocol: Protocol
  /** Answers may have 65,535 octets, and be more than one. */
  readonly stream: boolean
  /** Nobody on the way can read the message. */
  readonly encrypted: boolean
  /** Who put the message on the wire: answers go there. */
  readonly sender = new Address()
  /** For a datagram that was handed to the desk: the sender's port. */
  port = 0
  /** Who asks: views, limits, lists and logs go by it. It is the sender, unless a proxy speaks for others. */
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

  constructor(protocol: Protocol, listener: ListenAddress = ANY_ADDRESS, encrypted = false) {
    super()
    this.protocol = protocol
    this.listener = listener
    this.encrypted = encrypted
    this.stream = protocol !== 'udp'
    this.proven = this.stream
    if (listener.proxies !== undefined) this.client = new Address()
  }

  /** A copy to keep: the next message overwrites this one. */
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

/** A peer at the address, for tools that ask what such a client would be told. */
export function peerAt(address: Uint8Array, protocol: Protocol, view = -1): Peer {
  const peer = new Peer(protocol, { ...ANY_ADDRESS, view })
  peer.sender.set(address)
  return peer
}

/** What Respond gives for a message that goes to the desk: its answer is more than one message, or needs more than the zones. */
export const HANDED = -1

/**
 * Answers where one message is not enough: it gives messages one after the other, and makes each when the client has taken those before
 * it. The transport calls return() when the client goes away, and cuts the client off when this throws. The desk owns `message`.
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
