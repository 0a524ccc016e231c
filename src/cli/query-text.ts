// An answer as people read it: what became of the question, then the sections that are not empty, each record as a zone
// file has it.

import { Packet } from 'dns2'
import { nameText } from '../dns/name-text.ts'
import { rcodeName } from '../dns/rcodes.ts'
import { typeName } from '../dns/types.ts'
import { endpointText } from '../net/endpoint.ts'
import { recordLine } from '../text/zonefile/printer.ts'
import { readMessage } from '../wire/message.ts'
import type { Reply } from './query-exchange.ts'
import type { Request } from './query-words.ts'

export function replyText({ server, name, type }: Request, { packet, octets, milliseconds, over }: Reply): string {
  const { header, answers, authorities, additionals } = packet
  const from = `${endpointText(server)} over ${over}, ${octets} octets in ${Math.round(milliseconds)} ms`
  return [
    `;; ${nameText(name)} ${typeName(type)}: ${rcodeName(header.rcode)}${flagsText(header)}; ${from}`,
    ...section('answer', answers),
    ...section('authority', authorities),
    ...section('additional', additionals),
    '',
  ].join('\n')
}

function flagsText({ aa, tc, ra }: Packet['header']): string {
  const words = [aa ? 'authoritative' : '', tc ? 'truncated' : '', ra ? 'recursion available' : '']
  return words.map((word) => (word === '' ? '' : `, ${word}`)).join('')
}

function section(title: string, records: Packet['answers']): string[] {
  return records.length === 0 ? [] : [`;; ${title}`, ...records.map(recordText)]
}

/** dns2 gives each type fields of its own; put back into octets without compression, every type is printed alike. */
function recordText(record: Packet['answers'][number]): string {
  const packet = new Packet()
  const header = packet.toBuffer()
  header.writeUInt16BE(1, 6)
  const message = readMessage(Buffer.concat([header, Packet.Resource.encode(record)]))
  const [read] = message?.answer ?? []
  return read ? recordLine({ ...read, owner: read.name }) : `; a ${typeName(record.type)} record that cannot be read`
}
