// What can be listened for.

import type { Listen } from './listener.ts'
import { listenTcp } from './tcp.ts'
import { listenUdpDgram } from './udp-dgram.ts'

/** What takes threads of its own is listened for by whoever has them. */
const inThreads: Listen = () => Promise.reject(new Error('nobody has started threads for it'))

/** In the order in which they are bound: the first finds a free port where any will do. */
export const protocols = {
  tcp: listenTcp,
  udp: listenUdpDgram,
  tls: inThreads,
  https: inThreads,
} as const satisfies Readonly<Record<string, Listen>>

export type Protocol = keyof typeof protocols

/** What every nameserver speaks. */
export const PLAIN: readonly Protocol[] = ['tcp', 'udp']
