// The few words of shared memory by which the main thread reaches a worker that never leaves its loop.

import type { SharedChange, SharedGeneration } from './published.ts'

export const Control = {
  /** Not 0: stop between two batches. */
  stop: 0,
  /** Number of the publication to serve; its message was sent before. */
  publication: 1,
} as const

export const CONTROL_OCTETS = 64

/** What a worker is told to serve: a generation, or what has changed since the publication before. */
export type Publication = { readonly publication: number; readonly shared: SharedGeneration | SharedChange }

/** What a worker says once it serves. */
export const READY = 'ready'

/** What it says once there are datagrams for the desk. */
export const HANDED_OVER = 'handed'

/** What it says of a query that met a fault of ours. */
export type WorkerFault = { readonly fault: string }
