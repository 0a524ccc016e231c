// The messages between the main thread, the threads that answer, and the one that signs on request.

import type { MessagePort } from 'node:worker_threads'
import type { BatchSocket } from '../net/batch/socket.ts'
import type { OnlineZone } from '../sign/online-signatures.ts'
import type { Begun } from './changeover.ts'

export type OnlineThreadData = Begun & {
  readonly zones: readonly OnlineZone[]
  /** What is published later, and which zones it signs, told before. */
  readonly publications: MessagePort
  readonly keys: MessagePort
  /** Where streams, and all else that workers do not hand over, ask. */
  readonly asked: MessagePort
  /** By worker: its sockets, and the ring in which its datagrams come. */
  readonly sockets: readonly (readonly BatchSocket[])[]
  readonly rings: readonly SharedArrayBuffer[]
  readonly words: SharedArrayBuffer
  readonly counters: SharedArrayBuffer
  readonly taps: readonly { readonly filter: SharedArrayBuffer; readonly ring: SharedArrayBuffer }[]
}

export type ToOnlineThread = { readonly kind: 'begin'; readonly data: OnlineThreadData } | { readonly kind: 'stop' }

export type FromOnlineThread = { readonly fault: string }

/** Words of memory that all threads share. */
export const OnlineWord = {
  /** Rung by workers that have put a datagram into their ring. */
  bell: 0,
  /** Datagrams that found their ring full and were told to come by TCP. */
  truncated: 1,
  /** Questions over streams that found no room and got SERVFAIL. */
  refused: 2,
  /** Answers; signatures that were made for them, and taken from what was kept. */
  answered: 3,
  made: 4,
  reused: 5,
  /** Octets of signatures that are kept. */
  kept: 6,
} as const

/** Octets of signatures that the thread keeps, and of what stands for them. */
export const MOST_KEPT = 8 << 20

export function onlineWords(): SharedArrayBuffer {
  return new SharedArrayBuffer(64)
}

/** What differs where other keys sign, or at other times, or one that was lost is there again. */
export function signersText(zones: readonly OnlineZone[]): string {
  return JSON.stringify(
    zones.map(({ apex, keys, schedule }) => {
      const known = keys.map(({ dnskey, key }) => [[...dnskey], key !== undefined])
      return [[...apex], known, schedule]
    }),
  )
}
