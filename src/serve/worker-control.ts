// The few words of shared memory by which the main thread reaches a worker that never leaves its loop.

import type { SharedChange, SharedGeneration } from './published.ts'

export const Control = {
  /** Not 0: stop between two batches. */
  stop: 0,
  /** Number of the publication to serve; its message was sent before. */
  publication: 1,
} as const

export const CONTROL_OCTETS = 64

/** A message to a worker: a generation, or what has changed since the publication before. */
export type Publication = { readonly publication: number; readonly shared: SharedGeneration | SharedChange }

/** A worker's message once it serves. */
export const READY = 'ready'

/** A worker's message when it has put datagrams for the desk into its ring. */
export const HANDED_OVER = 'handed'

/** A worker's message when a query met a fault of ours. */
export type WorkerFault = { readonly fault: string }
