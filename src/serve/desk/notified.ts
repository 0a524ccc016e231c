// Primaries say that a zone has changed (RFC 1996 §3.7): a hint, which only makes us ask. It counts with the primary's key, or from
// one of its addresses; whoever else says so is refused.

import { addressFromText } from '../../dns/address.ts'
import { get16, put16 } from '../../dns/big-endian.ts'
import { sameName } from '../../dns/name.ts'
import { nameText } from '../../dns/name-text.ts'
import { Rcode } from '../../dns/rcodes.ts'
import { Type } from '../../dns/types.ts'
import type { Peer } from '../../net/peer.ts'
import { canonicalKey } from '../../text/config/key-name.ts'
import type { PrimarySetting } from '../../text/config/primaries.ts'
import { covers } from '../../views/matching.ts'
import { formatPrefix } from '../../views/prefix.ts'
import { Bit, HEADER } from '../../wire/header.ts'
import { readMessage } from '../../wire/message.ts'
import type { Query } from '../../wire/query.ts'
import { clientText } from './admission.ts'
import type { TransferCounts } from './transfer-counts.ts'

/** A face of the zone that comes from a primary. */
export type FetchedFace = {
  readonly view: string
  readonly primary: PrimarySetting
  /** Only the zone's primary may learn that the face exists. */
  readonly isHidden?: boolean
}

export type NotifiedOptions = {
  /** The faces of a zone in all views. `origin`: in wire form. */
  readonly facesOf: (origin: Uint8Array) => readonly FetchedFace[]
  /** `from`: the sender's address. `serial`: of the version that the sender says it has. */
  readonly notify: (view: string, origin: Uint8Array, from: string, serial: number | undefined) => void
  readonly counts: TransferCounts['notifies']
}

/** The answer; undefined where the message is no such NOTIFY, or the zone comes from no primary. */
export function notified(
  query: Query,
  peer: Peer,
  { facesOf, notify, counts }: NotifiedOptions,
): Uint8Array | undefined {
  const { bytes, from: start } = query
  // Query gives a well-formed NOTIFY the rcode NOTIMP, and a malformed one another.
  if (query.rcode !== Rcode.NOTIMP || get16(bytes, start + 4) !== 1 || query.type !== Type.SOA) return undefined
  const { name } = query
  const origin = name.bytes.slice(name.at[0]!, name.at[0]! + name.length)
  const faces = facesOf(origin)
  if (faces.length === 0) return undefined
  // A primary that several views share, and that does not sign, does not say which one it means.
  const told = faces.filter(({ view, primary }) => isFrom(primary, view, peer))
  if (told.length === 0 && faces.every(({ isHidden }) => isHidden)) return undefined
  const from = clientText(peer)
  const serial = told.length > 0 ? serialIn(query) : undefined
  for (const { view } of told) notify(view, origin, from, serial)
  if (told.length > 0) counts.taken++
  else {
    counts.refused++
    const known = faces.filter(({ isHidden }) => !isHidden)
    counts.lastRefused = {
      ...{ client: from, zone: nameText(origin), key: peer.key ?? 'none' },
      expected: [...new Set(known.flatMap(({ primary }) => expectedOf(primary)))].join(', '),
    }
  }
  return notifyAnswer(query, told.length > 0)
}

/** RFC 1996 §4.7: the request's ID, opcode and question, with QR and AA. */
export function notifyAnswer({ bytes, from: start, flags, name }: Query, isTaken: boolean): Uint8Array {
  const answer = bytes.slice(start, start + HEADER + name.length + 4)
  const outcome = isTaken ? Bit.AA | Rcode.NOERROR : Rcode.REFUSED
  put16(answer, 2, (flags & OPCODE) | Bit.QR | outcome)
  put16(answer, 4, 1)
  answer.fill(0, 6, HEADER)
  return answer
}

/** RFC 1996 §3.7: the SOA in the answer section, where there is one. */
function serialIn({ bytes, from, name }: Query): number | undefined {
  const [soa] = readMessage(bytes.subarray(from))?.answer ?? []
  if (soa?.type !== Type.SOA || !sameName(soa.name, 0, name.bytes, name.at[0]!)) return undefined
  return new DataView(soa.rdata.buffer, soa.rdata.byteOffset).getUint32(soa.rdata.length - SOA_NUMBERS)
}

/** Octets of the five numbers that end an SOA (RFC 1035 §3.3.13), the serial first. */
const SOA_NUMBERS = 20

const OPCODE = 0x7800

function isFrom(primary: PrimarySetting, view: string, { key, signed, client }: Peer): boolean {
  if (signed?.refused === true) return false
  if (key !== undefined)
    return primary.key !== undefined && canonicalKey(primary.key) === canonicalKey(key) && signed!.views.includes(view)
  const address = client.octets.subarray(0, client.length)
  const isListed = primary.addresses.some((at) => Buffer.compare(addressFromText(at.address) ?? NONE, address) === 0)
  return isListed || primary.notifyFrom.some((prefix) => covers(prefix, address))
}

const NONE = new Uint8Array(0)

/** The key and the addresses by which a NOTIFY would count. */
function expectedOf({ key, addresses, notifyFrom }: PrimarySetting): readonly string[] {
  const by = key === undefined ? [] : [`key ${key}`]
  return [...by, ...addresses.map(({ address }) => address), ...notifyFrom.map(formatPrefix)]
}
