// Messages that change zones, written as nsupdate takes them:
//
//   prereq yxdomain NAME | nxdomain NAME | yxrrset NAME TYPE [RDATA] | nxrrset NAME TYPE
//   add NAME TTL TYPE RDATA | delete NAME [TYPE [RDATA]]

import { put16 } from '../../src/dns/big-endian.ts'
import { Class } from '../../src/dns/classes.ts'
import { nameFromText } from '../../src/dns/name-text.ts'
import { Octets } from '../../src/dns/octets.ts'
import { Opcode } from '../../src/dns/opcodes.ts'
import { Type, typeCode } from '../../src/dns/types.ts'
import { parseZoneFile } from '../../src/text/zonefile/parser.ts'
import { textSource } from '../../src/text/zonefile/source.ts'
import { HEADER } from '../../src/wire/header.ts'
import type { UpdateRecord } from '../../src/wire/update-message.ts'

export type Written = {
  readonly id?: number
  readonly class?: number
  readonly type?: number
  /** In seconds: the option is as long as the list. */
  readonly lease?: readonly number[]
  readonly opt?: Uint8Array
}

export function updateMessage(zone: string, lines: readonly string[], written: Written = {}): Uint8Array {
  const records = lines.map((line) => [line.startsWith('prereq '), recordOf(zone, line)] as const)
  return messageOf(
    zone,
    records.flatMap(([isFirst, record]) => (isFirst ? [record] : [])),
    records.flatMap(([isFirst, record]) => (isFirst ? [] : [record])),
    written,
  )
}

export function messageOf(
  zone: string,
  prerequisites: readonly UpdateRecord[],
  changes: readonly UpdateRecord[],
  { id = 1, class: klass = Class.IN, type = Type.SOA, lease, opt }: Written = {},
): Uint8Array {
  const out = new Octets(1024)
  out.append(new Uint8Array(HEADER))
  out.append(nameFromText(zone))
  out.u16(type)
  out.u16(klass)
  for (const { owner, type, class: klass, ttl, rdata } of [...prerequisites, ...changes]) {
    out.append(owner)
    out.u16(type)
    out.u16(klass)
    out.u32(ttl)
    out.u16(rdata.length)
    out.append(rdata)
  }
  const options = opt ?? (lease && leaseOption(lease))
  if (options !== undefined) {
    out.u8(0)
    out.u16(Type.OPT)
    out.u16(1232)
    out.u32(0)
    out.u16(options.length)
    out.append(options)
  }
  const message = out.view().slice()
  put16(message, 0, id)
  put16(message, 2, Opcode.UPDATE << 11)
  put16(message, 4, 1)
  put16(message, 6, prerequisites.length)
  put16(message, 8, changes.length)
  put16(message, 10, options === undefined ? 0 : 1)
  return message
}

/** RFC 9664 §4 */
function leaseOption(lease: readonly number[]): Uint8Array {
  const out = new Octets(16)
  out.u16(2)
  out.u16(lease.length * 4)
  for (const seconds of lease) out.u32(seconds)
  return out.view().slice()
}

export function recordOf(zone: string, line: string): UpdateRecord {
  const words = line.split(' ')
  const isFirst = words[0] === 'prereq'
  const [verb, name, ...rest] = isFirst ? words.slice(1) : words
  const owner = nameFromText(name!, nameFromText(zone))
  const none = (klass: number, type = 'ANY'): UpdateRecord => ({
    ...{ owner, type: typeCode(type)!, class: klass, ttl: 0, rdata: new Uint8Array(0) },
  })
  switch (verb) {
    case 'yxdomain':
      return none(Class.ANY)
    case 'nxdomain':
      return none(Class.NONE)
    case 'nxrrset':
      return none(Class.NONE, rest[0])
    case 'yxrrset':
      return rest.length === 1
        ? none(Class.ANY, rest[0])
        : { ...read(zone, `${name} 0 ${rest.join(' ')}`), class: Class.IN }
    case 'add':
      return { ...read(zone, `${name} ${rest.join(' ')}`), class: Class.IN }
    case 'delete':
      return rest.length < 2
        ? none(Class.ANY, rest[0])
        : { ...read(zone, `${name} 0 ${rest.join(' ')}`), class: Class.NONE, ttl: 0 }
    default:
      throw new Error(`no verb ${verb}`)
  }
}

function read(zone: string, text: string): Omit<UpdateRecord, 'class'> {
  const found: Omit<UpdateRecord, 'class'>[] = []
  let owner = new Uint8Array(0)
  const source = textSource('update.zone', `${text}\n`)
  if ('rule' in source) throw new Error(text)
  const { problems } = parseZoneFile(
    source,
    { origin: nameFromText(zone) },
    {
      owner: (name, at) => {
        owner = name.slice(at)
      },
      record: (type, ttl, rdata, length, _line, from = 0) => {
        found.push({ owner: nameAt(owner), type, ttl, rdata: rdata.slice(from, from + length) })
      },
    },
  )
  if (found.length !== 1) throw new Error(`${text}: ${problems.map(({ rule }) => rule).join(' ')}`)
  return found[0]!
}

function nameAt(bytes: Uint8Array): Uint8Array {
  let end = 0
  while (bytes[end] !== 0) end += bytes[end]! + 1
  return bytes.slice(0, end + 1)
}
