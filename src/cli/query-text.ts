// Prints an answer for people: what became of the question, then the sections that are not empty, each record as in a zone file.

import { Packet } from 'dns2'
import { nameText } from '../dns/name-text.ts'
import { rcodeName } from '../dns/rcodes.ts'
import { typeName } from '../dns/types.ts'
import { endpointText } from '../net/endpoint.ts'
import { recordLine } from '../text/zonefile/printer.ts'
import { Bit } from '../wire/header.ts'
import { type Message, type MessageRecord, readMessage } from '../wire/message.ts'
import { subnetOf } from '../wire/subnet-option.ts'
import type { Reply } from './query-exchange.ts'
import type { Request } from './query-words.ts'

/** The content of an answer, whichever codec has read it. */
export type Told = {
  readonly rcode: number
  readonly flags: { readonly aa: boolean; readonly tc: boolean; readonly ra: boolean }
  /** The network for which the answer is good, if it says so. */
  readonly subnet?: { readonly network: string; readonly scope: number } | undefined
  /** Records as lines. */
  readonly sections: { readonly [section in 'answer' | 'authority' | 'additional']: readonly string[] }
}

export function replyText({ server, name, type }: Request, { told, octets, milliseconds, over }: Reply): string {
  const { rcode, flags, subnet, sections } = told
  const from = `${endpointText(server)} over ${over}, ${octets} octets in ${Math.round(milliseconds)} ms`
  return [
    `;; ${nameText(name)} ${typeName(type)}: ${rcodeName(rcode)}${flagsText(flags)}; ${from}`,
    ...(subnet ? [`;; for ${subnet.network}, good for all within its first ${subnet.scope} bits`] : []),
    ...Object.entries(sections).flatMap(([title, lines]) => (lines.length === 0 ? [] : [`;; ${title}`, ...lines])),
    '',
  ].join('\n')
}

function flagsText({ aa, tc, ra }: Told['flags']): string {
  const words = [aa ? 'authoritative' : '', tc ? 'truncated' : '', ra ? 'recursion available' : '']
  return words.map((word) => (word === '' ? '' : `, ${word}`)).join('')
}

export function toldByMessage({ rcode, flags, opt, answer, authority, additional }: Message): Told {
  const lines = (records: readonly MessageRecord[]) =>
    records.map((record) => recordLine({ ...record, owner: record.name }))
  return {
    rcode,
    flags: { aa: (flags & Bit.AA) !== 0, tc: (flags & Bit.TC) !== 0, ra: (flags & Bit.RA) !== 0 },
    subnet: subnetOf(opt),
    sections: { answer: lines(answer), authority: lines(authority), additional: lines(additional) },
  }
}

export function toldByPacket({ header, answers, authorities, additionals }: Packet): Told {
  return {
    rcode: header.rcode,
    flags: { aa: Boolean(header.aa), tc: Boolean(header.tc), ra: Boolean(header.ra) },
    sections: {
      answer: answers.map(recordText),
      authority: authorities.map(recordText),
      additional: additionals.map(recordText),
    },
  }
}

/** A record as a line. dns2 has fields of its own for each type: put back into octets, all types print alike. */
function recordText(record: Packet['answers'][number]): string {
  const packet = new Packet()
  const header = packet.toBuffer()
  header.writeUInt16BE(1, 6)
  const message = readMessage(Buffer.concat([header, Packet.Resource.encode(record)]))
  const [read] = message?.answer ?? []
  return read ? recordLine({ ...read, owner: read.name }) : `; a ${typeName(record.type)} record that cannot be read`
}
