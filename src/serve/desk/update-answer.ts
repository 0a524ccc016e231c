// The answer to a message that changes a zone (RFC 2136 §3.8): a header, the zone section as it came, OPT. Never more than 512
// octets with its signature: some clients take no more, whatever they say.

import { ErrorCode } from '../../answer/error-code.ts'
import { put16 } from '../../dns/big-endian.ts'
import { nameLength } from '../../dns/name.ts'
import { Opcode } from '../../dns/opcodes.ts'
import { Rcode } from '../../dns/rcodes.ts'
import type { Peer } from '../../net/peer.ts'
import type { GrantedLease } from '../../update/judge.ts'
import { Option } from '../../wire/edns.ts'
import { Bit, HEADER } from '../../wire/header.ts'
import type { Query } from '../../wire/query.ts'
import { UPDATE_LEASE, type WantedLease } from '../../wire/update-message.ts'
import type { ResponseOptions } from '../response-options.ts'

export type UpdateAnswer = {
  readonly rcode: number
  /** The lease that the client asked for, and what was granted; undefined where it asked for none. */
  readonly lease?: { readonly wanted: WantedLease; readonly granted: GrantedLease } | undefined
}

const MOST = 512

/** `query`: the message that is answered. `hasZone`: its zone section can be read. */
export function updateAnswer(
  query: Query,
  peer: Peer,
  options: ResponseOptions,
  { rcode, lease }: UpdateAnswer,
  hasZone: boolean,
): Uint8Array {
  const { bytes, from } = query
  options.begin(query, peer)
  const { opt } = options
  if (opt.present) {
    if (rcode === Rcode.REFUSED) {
      opt.option(Option.EXTENDED_ERROR, 2)
      opt.u16(ErrorCode.prohibited)
    }
    if (lease !== undefined && rcode === Rcode.NOERROR) appendLease(options, lease.wanted, lease.granted)
  }
  const zone = hasZone ? HEADER + nameLength(bytes, from + HEADER) + 4 : HEADER
  const isWhole = zone + opt.size + (peer.signed?.octets ?? 0) <= MOST
  const out = new Uint8Array(MOST)
  out.set(bytes.subarray(from, from + (isWhole ? zone : HEADER)))
  put16(out, 2, Bit.QR | (Opcode.UPDATE << 11) | (rcode & 0xf))
  // RFC 2136 §2.2: these flags have no meaning here; ID and opcode come back.
  put16(out, 4, isWhole && zone > HEADER ? 1 : 0)
  out.fill(0, 6, HEADER)
  return out.slice(0, opt.appendTo(out, 0, isWhole ? zone : HEADER, rcode))
}

/** RFC 9664 §4.2: in the form in which it came. A message that adds nothing is granted what it asked for. */
function appendLease({ opt }: ResponseOptions, wanted: WantedLease, { record, key }: GrantedLease): void {
  const leases =
    wanted.key === undefined ? [record ?? key ?? wanted.record] : [record ?? wanted.record, key ?? wanted.key]
  opt.option(UPDATE_LEASE, leases.length * 4)
  for (const lease of leases) {
    opt.u16(lease >>> 16)
    opt.u16(lease & 0xffff)
  }
}
