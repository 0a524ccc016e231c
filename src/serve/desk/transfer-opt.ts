// The OPT record of a transfer's messages: to a query with OPT, each message has one (RFC 9103 §6.3.4), and the first has the options.

import { put16, put32 } from '../../dns/big-endian.ts'
import { Type } from '../../dns/types.ts'
import { ENTRY_ENDS, NO_END, TENTH } from '../../transfer/entry-ends-option.ts'
import { OPT_LENGTH, Option } from '../../wire/edns.ts'
import type { Query } from '../../wire/query.ts'

export type TransferOpt = {
  readonly query: Query
  /** Octets of a UDP message that we take. */
  readonly udpSize: number
  /** RFC 7314 §3: seconds for which the zone is good; in the first message, for a client that asks. */
  readonly expire: number | undefined
  /** RFC 8914; -1 where there is nothing to say. */
  readonly error: number
  /** Milliseconds until each record of the message ends, for a client that asks. */
  readonly ends?: readonly number[] | undefined
}

export function optLength({ query: { edns }, expire, error, ends }: TransferOpt): number {
  if (!edns.present) return 0
  const more = ends === undefined ? 0 : 4 + 4 * ends.length
  return OPT_LENGTH + (edns.expire && expire !== undefined ? EXPIRE_LENGTH : 0) + (error >= 0 ? ERROR_LENGTH : 0) + more
}

/** Writes the record at message[at, …), unless its length is 0. */
export function writeOpt(opt: TransferOpt, message: Uint8Array, at: number): void {
  const { query, udpSize, expire, error, ends } = opt
  const length = optLength(opt)
  if (length === 0) return
  message.fill(0, at, at + length)
  put16(message, at + 1, Type.OPT)
  put16(message, at + 3, udpSize)
  // RFC 3225 §3: DO comes back as it was sent.
  message[at + 7] = query.edns.dnssecOk ? DO : 0
  put16(message, at + 9, length - OPT_LENGTH)
  let p = at + OPT_LENGTH
  if (query.edns.expire && expire !== undefined) {
    put16(message, p, Option.EXPIRE)
    put16(message, p + 2, 4)
    put32(message, p + 4, expire)
    p += EXPIRE_LENGTH
  }
  if (error >= 0) {
    put16(message, p, Option.EXTENDED_ERROR)
    put16(message, p + 2, 2)
    put16(message, p + 4, error)
    p += ERROR_LENGTH
  }
  if (ends !== undefined) writeEnds(ends, message, p)
}

function writeEnds(ends: readonly number[], message: Uint8Array, at: number): void {
  put16(message, at, ENTRY_ENDS)
  put16(message, at + 2, ends.length * 4)
  for (const [i, end] of ends.entries()) {
    const tenths = Math.ceil(Math.max(end, 0) / TENTH)
    put32(message, at + 4 + i * 4, tenths < NO_END ? tenths : NO_END)
  }
}

const DO = 0x80
/** Code, length and four octets of seconds. */
const EXPIRE_LENGTH = 8
/** Code, length and two octets of code. */
const ERROR_LENGTH = 6
