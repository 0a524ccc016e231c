// Puts taps and a net for our faults around every answer. The query that meets a fault gets SERVFAIL, and the log one line; the next
// query is answered as if nothing had happened.

import { HANDED, type Peer, type Respond } from '../net/peer.ts'
import type { Counters } from '../observe/counters.ts'
import type { Tap } from '../observe/tap.ts'
import type { Generation } from '../views/view.ts'
import { HEADER } from '../wire/header.ts'
import { viewOf } from './view-of.ts'

export type Watch = {
  readonly counters: Counters
  readonly taps: readonly Tap[]
  /** The generation that answers now. */
  readonly generation: () => Generation
  readonly onFault: (error: unknown) => void
}

export function watched(respond: Respond, watch: Watch): Respond {
  const { counters, taps } = watch
  return (message, from, to, peer, out, at) => {
    let length: number
    try {
      length = respond(message, from, to, peer, out, at)
    } catch (error) {
      watch.onFault(error)
      length = serverFailure(message, from, to, out, at)
    }
    if (length === 0) counters.drop()
    else if (length !== HANDED)
      for (let i = 0; i < taps.length; i++) if (taps[i]!.on) record(taps[i]!, watch, peer, out, at, length)
    return length
  }
}

function record(tap: Tap, watch: Watch, peer: Peer, out: Uint8Array, at: number, length: number): void {
  const generation = watch.generation()
  tap.record(peer, viewOf(peer, generation), generation.number, Date.now(), out, at, length)
}

/** The header alone: what else is in the message may be what we stumbled over. */
function serverFailure(message: Uint8Array, from: number, to: number, out: Uint8Array, at: number): number {
  if (to - from < HEADER) return 0
  for (let i = 0; i < HEADER; i++) out[at + i] = i < 2 ? message[from + i]! : 0
  // RFC 1035 §4.1.1: QR, opcode and RD as they came; RCODE 2.
  out[at + 2] = 0x80 | (message[from + 2]! & 0x79)
  out[at + 3] = 2
  return HEADER
}
