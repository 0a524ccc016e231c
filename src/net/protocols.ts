// The protocols that Janus listens for.

import type { Listen } from './listener.ts'
import { listenTcp } from './tcp.ts'
import { listenUdpDgram } from './udp-dgram.ts'

/** Protocols that need threads of their own: the caller with the threads gives their listeners. */
const inThreads: Listen = () => Promise.reject(new Error('nobody has started threads for it'))

/** In the order in which we bind them: the first finds a free port where any will do. */
export const protocols = {
  tcp: listenTcp,
  udp: listenUdpDgram,
  tls: inThreads,
  https: inThreads,
} as const satisfies Readonly<Record<string, Listen>>

export type Protocol = keyof typeof protocols

/** The protocols that every nameserver speaks. */
export const PLAIN: readonly Protocol[] = ['tcp', 'udp']
