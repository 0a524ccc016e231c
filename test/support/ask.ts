// Questions and answers as an operator writes them: `www A`, and back `NXDOMAIN`, `192.0.2.10`, `referral sub`.

import { addressFromText } from '../../src/dns/address.ts'
import { nameFromText, nameText } from '../../src/dns/name-text.ts'
import { rcodeName } from '../../src/dns/rcodes.ts'
import { printRdata } from '../../src/dns/rdata/rdata.ts'
import { Type, typeCode, typeName } from '../../src/dns/types.ts'
import { peerAt } from '../../src/net/peer.ts'
import { Responder, type ResponderOptions } from '../../src/serve/responder.ts'
import type { Generation } from '../../src/views/view.ts'
import { Bit } from '../../src/wire/header.ts'
import { type Message, type MessageRecord, readMessage } from '../../src/wire/message.ts'
import { labelsOf } from './name.ts'
import { type QueryOptions, queryOf } from './query.ts'

export type AskOptions = QueryOptions & {
  /** Source address; 192.0.2.1 where it does not matter. */
  readonly from?: string
  readonly stream?: boolean
  /** What a relative name in the question is completed with. */
  readonly origin?: string
}

export const defaultOptions: ResponderOptions = { ednsBufferSize: 1232, minimalResponses: true }

/** A server without sockets. */
export class TestServer {
  readonly responder: Responder
  readonly #out = new Uint8Array(65_535)

  constructor(generation: Generation, options: Partial<ResponderOptions> = {}) {
    this.responder = new Responder(generation, { ...defaultOptions, ...options })
  }

  /** The octets sent back; empty where nothing is. */
  send(query: Uint8Array, options: AskOptions = {}): Uint8Array {
    const peer = peerAt(addressFromText(options.from ?? '192.0.2.1')!, options.stream ? 'tcp' : 'udp')
    return this.#out.slice(0, this.responder.respond(query, 0, query.length, peer, this.#out, 0))
  }

  /** `ask('www.example.com A')` */
  ask(question: string, options: AskOptions = {}): Message {
    const message = readMessage(this.send(queryFor(question, options), options))
    if (message === undefined) throw new Error(`the answer to "${question}" is not a well-formed message`)
    return message
  }
}

/** A query message for `NAME TYPE`. */
export function queryFor(question: string, options: AskOptions = {}): Uint8Array {
  const [name, type] = question.split(' ') as [string, string]
  return queryOf(labelsOf(nameFromText(name, nameFromText(options.origin ?? '.'))), typeCode(type)!, options)
}

/** One line a record: `www.example.com. 3600 A 192.0.2.10`. */
export function recordText(record: MessageRecord): string {
  const rdata = printRdata(record.type, record.rdata, 0, record.rdata.length)
  return `${nameText(record.name)} ${record.ttl} ${typeName(record.type)} ${rdata}`
}

export function rcodeOf(message: Message): string {
  return rcodeName(message.rcode)
}

export function isAuthoritative(message: Message): boolean {
  return (message.flags & Bit.AA) !== 0
}

/**
 * An answer in a few words: the rdata of the answer section, sorted; or `NODATA`, an rcode, `referral NAME`. With an
 * alias its chain comes first: `CNAME b.example.com. 192.0.2.10`.
 */
export function summary(message: Message): string {
  const parts = message.answer.map((record) => {
    const rdata = printRdata(record.type, record.rdata, 0, record.rdata.length)
    return record.type === Type.CNAME || record.type === Type.DNAME ? `${typeName(record.type)} ${rdata}` : rdata
  })
  const aliases = parts.filter((part) => /^[CD]NAME/.test(part))
  const data = parts.filter((part) => !/^[CD]NAME/.test(part)).sort()
  const end = data.length > 0 ? data : [ending(message)]
  return [...aliases, ...end].join(' ').trim()
}

function ending(message: Message): string {
  if (message.rcode !== 0) return rcodeOf(message)
  const ns = message.authority.find((record) => record.type === Type.NS)
  if (ns) return `referral ${nameText(ns.name)}`
  return message.authority.some((record) => record.type === Type.SOA) ? 'NODATA' : ''
}
