// What can be listened for.

import type { Listen } from './listener.ts'
import { listenTcp } from './tcp.ts'
import { listenUdpDgram } from './udp-dgram.ts'

/** Every address is asked by all of these, on one port. The first finds a free one where any will do. */
export const protocols = {
  tcp: listenTcp,
  udp: listenUdpDgram,
} as const satisfies Readonly<Record<string, Listen>>

export type Protocol = keyof typeof protocols
