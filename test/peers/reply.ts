// A response as it is compared: header and sections as sets of records, without what servers may add as they like.

import { rcodeName } from '../../src/dns/rcodes.ts'
import { layoutOf, printRdata } from '../../src/dns/rdata/rdata.ts'
import { Type, typeName } from '../../src/dns/types.ts'
import { Bit } from '../../src/wire/header.ts'
import { type Message, type MessageRecord, readMessage } from '../../src/wire/message.ts'
import { keyOf, labelsOf } from '../support/name.ts'

export const fields = ['rcode', 'flags', 'answer', 'authority', 'additional'] as const
export type Field = (typeof fields)[number]

/** Each field as text; undefined where this server's word on it does not count. */
export type Comparable = Readonly<Record<Field, string | undefined>>

/** Records that a server may leave out as it likes: we do not compare them. */
export type Leniency = {
  /** For targets of these types it adds no addresses, whatever it has. */
  readonly addsNothingFor: readonly number[]
  /** Any part of the records will do (RFC 8482 §4.1). */
  readonly anyPart: boolean
}

export function comparable(
  octets: Uint8Array | undefined,
  apexes: ReadonlySet<string>,
  { addsNothingFor, anyPart }: Leniency,
): Comparable {
  if (octets === undefined || octets.length === 0)
    return { rcode: 'no answer', flags: '', answer: '', authority: '', additional: '' }
  const message = readMessage(octets)
  if (message === undefined) return { rcode: 'malformed', flags: '', answer: '', authority: '', additional: '' }
  const partial = anyPart || (message.flags & Bit.TC) !== 0
  return {
    rcode: rcodeName(message.rcode),
    flags: flagsOf(message),
    answer: partial ? undefined : lines(message.answer),
    authority: partial ? undefined : lines(withoutApexServers(message, apexes)),
    additional:
      partial || message.answer.some(({ type }) => addsNothingFor.includes(type))
        ? undefined
        : lines(additionalOf(message, apexes)),
  }
}

function flagsOf({ flags }: Message): string {
  return Object.entries(Bit)
    .filter(([name, bit]) => flags & bit && name !== 'TC')
    .map(([name]) => name)
    .join(' ')
}

function isPositive({ flags, answer }: Message): boolean {
  return (flags & Bit.AA) !== 0 && answer.length > 0
}

/** The zone's own servers in an answer that is complete without (RFC 1034 §3.7) are for those who like them. */
function withoutApexServers(message: Message, apexes: ReadonlySet<string>): readonly MessageRecord[] {
  if (!isPositive(message)) return message.authority
  const isApexServer = ({ name, type }: MessageRecord) =>
    (type === Type.NS || type === Type.RRSIG) && apexes.has(keyOf(labelsOf(name)))
  return message.authority.every(isApexServer) ? [] : message.authority
}

/** Nor do we compare the addresses of those servers: the rest belongs to targets in the answer and referral. */
function additionalOf(message: Message, apexes: ReadonlySet<string>): readonly MessageRecord[] {
  if (!isPositive(message)) return message.additional
  const named = new Set(
    message.authority
      .filter(({ name, type }) => type === Type.NS && apexes.has(keyOf(labelsOf(name))))
      .map(({ rdata }) => keyOf(labelsOf(rdata))),
  )
  const wanted = message.answer
    .filter(({ type }) => layoutOf(type)?.target !== undefined)
    .map(({ type, rdata }) => printRdata(type, rdata, 0, rdata.length).toLowerCase())
  return message.additional.filter(({ name }) => {
    const key = keyOf(labelsOf(name))
    return !named.has(key) || wanted.some((text) => text.includes(key))
  })
}

export function lines(records: readonly MessageRecord[]): string {
  return records.map(line).sort().join('\n')
}

function line({ name, ttl, type, rdata }: MessageRecord): string {
  return `${keyOf(labelsOf(name))} ${ttl} ${typeName(type)} ${printRdata(type, rdata, 0, rdata.length).toLowerCase()}`
}
