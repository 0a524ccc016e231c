// The messages between the main thread, the threads that answer, and the thread that signs on request.

import type { MessagePort } from 'node:worker_threads'
import type { BatchSocket } from '../net/batch/socket.ts'
import type { OnlineZone } from '../sign/online-signatures.ts'
import type { Begun } from './changeover.ts'

export type OnlineThreadData = Begun & {
  readonly zones: readonly OnlineZone[]
  /** Each publication; `keys` brings the zones that the thread signs, before the publication that needs them. */
  readonly publications: MessagePort
  readonly keys: MessagePort
  /** Questions of the desk: from streams, and from datagrams that no worker hands over. */
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

/** Octets of signatures, and of their keys in the table, that the thread keeps. */
export const MOST_KEPT = 8 << 20

export function onlineWords(): SharedArrayBuffer {
  return new SharedArrayBuffer(64)
}

/** A text that changes with the keys that sign, with their schedule, and when a lost key is there again. */
export function signersText(zones: readonly OnlineZone[]): string {
  return JSON.stringify(
    zones.map(({ apex, keys, schedule }) => {
      const known = keys.map(({ dnskey, key }) => [[...dnskey], key !== undefined])
      return [[...apex], known, schedule]
    }),
  )
}
