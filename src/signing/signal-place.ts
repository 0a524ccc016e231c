// Status of a server of a zone under whose name the zone's keys may be confirmed (RFC 9615), for people and metrics.

import type { Said } from '../dns/said.ts'

export const signalStates = ['shown', 'awaited', 'hidden', 'unsigned', 'elsewhere', 'inside', 'long'] as const

/**
 * `shown`: the keys stand there; `awaited`: the next signing puts them there; `hidden`: the zone that holds the name delegates it, or has
 * an alias there; `unsigned`: Janus serves that zone unsigned; `elsewhere`: Janus does not serve that zone in the view; `inside`: the
 * server lies in the zone itself; `long`: the name would be too long.
 */
export type SignalState = (typeof signalStates)[number]

export type SignalPlace = {
  /** With the final dot, as the two below. */
  readonly server: string
  readonly state: SignalState
  /** The name at which the keys stand, or would stand. */
  readonly name?: string
  /** The zone that holds that name. */
  readonly holder?: string
  /** Why the keys do not stand there, and what to do. */
  readonly why?: Said
}
