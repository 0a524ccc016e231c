// The messages between the main thread and the threads that shake hands.

import type { MessagePort } from 'node:worker_threads'
import type { ListenAddress } from '../net/endpoint.ts'
import type { TcpLimits } from '../net/tcp-limits.ts'
import type { Credentials } from '../net/tls/secure-door.ts'
import type { SharedGeneration } from './published.ts'

/** Protocols for which these threads listen. */
export type SecureProtocol = 'tls' | 'https'

export type SecureThreadData = {
  readonly generation: SharedGeneration
  /** Number under which the generation was published. */
  readonly publication: number
  readonly control: SharedArrayBuffer
  /** Brings each later publication. */
  readonly publications: MessagePort
  readonly desk: MessagePort
  readonly counters: SharedArrayBuffer
  /** As DoorCounts lays them out. */
  readonly doors: SharedArrayBuffer
  readonly taps: readonly { readonly filter: SharedArrayBuffer; readonly ring: SharedArrayBuffer }[]
  readonly tcp: TcpLimits
  /** Handshakes of one network in a second, in this thread. */
  readonly handshakes: number
}

export type ToSecureThread =
  | { readonly kind: 'begin'; readonly data: SecureThreadData }
  | {
      readonly kind: 'listen'
      readonly number: number
      readonly protocol: SecureProtocol
      readonly address: ListenAddress
      readonly credentials: Credentials
    }
  | { readonly kind: 'use'; readonly number: number; readonly credentials: Credentials }
  | { readonly kind: 'unlisten'; readonly number: number }
  | { readonly kind: 'stop' }

export type FromSecureThread =
  | { readonly kind: 'bound'; readonly number: number; readonly address: ListenAddress }
  | { readonly kind: 'failed'; readonly number: number; readonly code: string; readonly message: string }
  | { readonly kind: 'fault'; readonly reason: string }
