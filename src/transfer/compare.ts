// Compares what a secondary serves with the face that it ought to have: the serial and all records, which Janus fetches from the secondary
// with the view's key. Two faces may have the same serial.

import { nameText } from '../dns/name-text.ts'
import type { Said } from '../dns/said.ts'
import { Type, typeName } from '../dns/types.ts'
import { ENTRY_OCTETS } from '../store/history.ts'
import { type Changeset, RecordList } from '../zone/changeset.ts'
import { diff } from '../zone/diff.ts'
import { diffListed, isTooLong, MOST_ENTRIES, MOST_RECORDS, type Version } from '../zone/listed-diff.ts'
import type { Zone } from '../zone/zone.ts'
import { askSoa } from './ask-soa.ts'
import type { Connections } from './connection.ts'
import { fetchZone, type Refusals } from './fetch.ts'
import { counted, type Peer, peerText } from './peer.ts'
import { say } from './says.ts'

export type Compared =
  /** The secondary has what we have, octet for octet. */
  | { readonly kind: 'same'; readonly serial: number }
  | { readonly kind: 'behind'; readonly serial: number }
  /** The same serial, but other records. */
  | { readonly kind: 'other-face'; readonly serial: number; readonly reason: Said }
  /** The same serial; the secondary lets us see no records. */
  | { readonly kind: 'serial-only'; readonly serial: number; readonly reason: Said }
  /** The same serial; nobody knows whether the records are, for comparing them takes too much. */
  | { readonly kind: 'not-compared'; readonly serial: number; readonly reason: Said }
  | { readonly kind: 'failed'; readonly reason: Said }

/** `live`: the entries of a leased list, as of this version. */
export async function compare(
  { zone, live }: Version,
  peer: Peer,
  connections: Connections,
  refusals: Refusals,
): Promise<Compared> {
  const soa = await askSoa(zone.apex, peer, connections, refusals)
  if (soa.kind === 'failed') return { kind: 'failed', reason: soa.reason }
  const { serial } = soa
  if (serial !== zone.serial) return { kind: 'behind', serial }
  // A list that is too long to compare need not be fetched.
  if (isList({ zone, live }) && isTooLong({ zone })) return notCompared('too-long', peer, serial)
  const limits = limitsFor(zone, live)
  const job = { apex: zone.apex, peer, ours: undefined, stays: serial, limits, zonemd: 'off' } as const
  const fetched = await fetchZone(job, connections, refusals)
  if (fetched.kind !== 'zone') {
    const reason = fetched.kind === 'failed' ? fetched.reason : say('no-answer', { peer: peerText(peer) })
    return { kind: 'serial-only', serial, reason }
  }
  if (fetched.zone.serial !== serial) return { kind: 'behind', serial: fetched.zone.serial }
  const changes = changesTo(fetched.zone, { zone, live })
  if (typeof changes === 'string') return notCompared(changes, peer, serial)
  const first = firstOf(changes)
  if (first === undefined) return { kind: 'same', serial }
  // Two servers that sign one zone have the same records, but never the same signatures (RFC 6605: ECDSA).
  const key = first.type === Type.RRSIG ? 'signs-itself' : 'other-face'
  const params = { peer: peerText(peer), owner: first.owner, type: typeName(first.type) }
  return { kind: 'other-face', serial, reason: say(key, params) }
}

type TooMuch = 'too-long' | 'too-different'

/** No limit ends this but those of diffListed(). */
function changesTo(there: Zone, { zone, live }: Version): Changeset | TooMuch {
  if (!isList({ zone, live })) return diff(zone, there) ?? 'too-different'
  const changes: Changeset = { removed: RecordList.empty(), added: RecordList.empty() }
  const found = diffListed({ zone, live }, { zone: there }, changes, Number.POSITIVE_INFINITY)
  if (found === 'compared') return changes
  return found === 'too-long' ? found : 'too-different'
}

function isList({ zone, live }: Version): boolean {
  return zone.entries !== undefined || live !== undefined
}

function notCompared(why: TooMuch, peer: Peer, serial: number): Compared {
  const reason =
    why === 'too-long'
      ? say('list-too-long', { peer: peerText(peer), most: counted(MOST_ENTRIES) })
      : say('list-too-different', { peer: peerText(peer), most: counted(MOST_RECORDS) })
  return { kind: 'not-compared', serial, reason }
}

/** Records, and octets, that we read beyond twice our own: a zone that is much larger is not ours. */
const SLACK = 1_000

function limitsFor(zone: Zone, live: Version['live']): { readonly records: number; readonly octets: number } {
  let entries = zone.entries?.entries ?? 0
  if (live !== undefined) for (const _ of live.entries()) entries++
  // An entry may be an address and a text, and a wildcard as much again.
  return {
    records: 2 * zone.records + 4 * entries + SLACK,
    octets: 2 * zone.image.byteLength + 8 * entries * ENTRY_OCTETS + SLACK,
  }
}

/** The first record that differs; a signature only where nothing else differs. */
function firstOf({ removed, added }: Changeset): { readonly owner: string; readonly type: number } | undefined {
  let signature: { readonly owner: string; readonly type: number } | undefined
  for (const list of [removed, added])
    for (const { bytes, owner, type } of list.records()) {
      if (type === Type.RRSIG && signature !== undefined) continue
      const found = { owner: nameText(bytes.slice(owner, owner + 255)), type }
      if (type !== Type.RRSIG) return found
      signature = found
    }
  return signature
}
