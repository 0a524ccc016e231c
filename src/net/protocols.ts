// What can be listened for.

import type { Listen } from './listener.ts'
import { listenTcp } from './tcp.ts'
import { listenUdpDgram } from './udp-dgram.ts'

/** In the order in which they are bound: the first finds a free port where any will do. */
export const protocols = {
  tcp: listenTcp,
  udp: listenUdpDgram,
} as const satisfies Readonly<Record<string, Listen>>

export type Protocol = keyof typeof protocols

/** What every nameserver speaks. */
export const PLAIN: readonly Protocol[] = ['tcp', 'udp']
