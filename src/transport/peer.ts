// Who sent a message, and how it is answered: all that transports and the answering side know of each other.

/** One is made per socket or worker and overwritten for each message. */
export class Peer {
  family: 4 | 6 = 4
  /** Network order; the first 4 octets for IPv4, 16 for IPv6. An IPv4-mapped IPv6 source is given as IPv4. */
  readonly address = new Uint8Array(16)
  /** TCP (or TLS): no truncation below 65,535 octets, the address is proven. */
  stream = false
  /** Index of the view that the listening address is tied to, or -1: the source address decides. */
  view = -1
}

/** What Respond gives for a message whose answer is more than one: it is the desk's. */
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
 * sent, HANDED that the desk is to be asked, which happens on a stream only. Never throws. `out` must have room for 65,535 octets on a stream and 4,096 otherwise (or the largest UDP answer
 * configured). `message` and `out` may not overlap.
 */
export type Respond = (message: Uint8Array, from: number, to: number, peer: Peer, out: Uint8Array, at: number) => number
