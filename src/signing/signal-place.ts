// How things are with a server of a zone, under whose name the keys of the zone may be confirmed (RFC 9615): for people and for metrics.

import type { Said } from '../dns/said.ts'

export const signalStates = ['shown', 'awaited', 'hidden', 'unsigned', 'elsewhere', 'inside', 'long'] as const

/**
 * `shown`: it is said there; `awaited`: it will be, by the next signing; `hidden`: the zone that holds the name delegates it, or has an
 * alias there; `unsigned`: that zone is served here and not signed; `elsewhere`: it is not served here in that view; `inside`: the server
 * lies in the zone itself; `long`: there is no name that long.
 */
export type SignalState = (typeof signalStates)[number]

export type SignalPlace = {
  /** With the final dot, as the two below. */
  readonly server: string
  readonly state: SignalState
  /** Where it is, or would be, said. */
  readonly name?: string
  /** The zone that holds that. */
  readonly holder?: string
  /** Why it is not said, and what to do. */
  readonly why?: Said
}
