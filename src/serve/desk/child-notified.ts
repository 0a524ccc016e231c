// Zones below ours say that they have other CDS records (RFC 9859 §4.3): a hint, which only makes us look. It counts from anybody, and for
// zones that the view of whoever sends it delegates: nobody else learns that they are there.

import { get16 } from '../../dns/big-endian.ts'
import { Rcode } from '../../dns/rcodes.ts'
import { Type } from '../../dns/types.ts'
import type { Peer } from '../../net/peer.ts'
import type { Generation } from '../../views/view.ts'
import type { Query } from '../../wire/query.ts'
import { viewOf } from '../view-of.ts'
import { notifyAnswer } from './notified.ts'

export type ChildNotifiedOptions = {
  readonly generation: Generation
  /** Whether the zone is one whose CDS records are followed there. */
  readonly notify: (view: string, origin: Uint8Array) => boolean
}

/** The answer; undefined where the message is no such NOTIFY or no child of ours is meant. */
export function childNotified(
  query: Query,
  peer: Peer,
  { generation, notify }: ChildNotifiedOptions,
): Uint8Array | undefined {
  const { bytes, from, name, type } = query
  // Query gives a well-formed NOTIFY the rcode NOTIMP, and a malformed one another.
  if (query.rcode !== Rcode.NOTIMP || get16(bytes, from + 4) !== 1) return undefined
  // RFC 9859 §4.2: CDNSKEY has no scheme of its own, and whoever sends it means the same.
  if (type !== Type.CDS && type !== Type.CDNSKEY) return undefined
  if (peer.signed?.refused === true) return undefined
  const view = generation.views[viewOf(peer, generation)]?.name
  if (view === undefined) return undefined
  const origin = name.bytes.slice(name.at[0]!, name.at[0]! + name.length)
  return notify(view, origin) ? notifyAnswer(query, true) : undefined
}
