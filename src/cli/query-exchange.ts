// Sends one question and reads its answer, through the codec of dns2. The clients of dns2 know neither IPv6 over TCP nor all types, so that
// the sockets are ours.

import { randomInt } from 'node:crypto'
import { connect } from 'node:net'
import { Packet } from 'dns2'
import { signedBy } from './query-signed.ts'
import { type Answered, askStream, askUdp, reasonOf } from './query-sockets.ts'
import { type Told, toldByPacket } from './query-text.ts'
import type { Request } from './query-words.ts'

export type Reply = {
  readonly told: Told
  readonly octets: number
  readonly milliseconds: number
  /** The transport, in words. */
  readonly over: string
}

/** The server's answer, or why there is none. After a truncated answer it asks again over TCP. */
export async function exchange(request: Request): Promise<Reply | string> {
  const start = performance.now()
  const query = packetOf(request)
  if (typeof query === 'string') return query
  try {
    const overUdp = request.tcp ? undefined : await askUdp(request, askingOf(request, query))
    const whole = overUdp === undefined || overUdp.answer.header.tc ? await askTcp(request, query) : overUdp
    const over = whole === overUdp ? 'UDP' : 'TCP'
    const { answer, octets } = whole
    return { told: toldByPacket(answer), octets, over, milliseconds: performance.now() - start }
  } catch (error) {
    return reasonOf(error, request)
  }
}

function packetOf({ name, type }: Request): Packet | string {
  const labels = labelsOf(name)
  // dns2 knows names as text with dots between the labels.
  if (labels.some((label) => label.includes('.'))) return 'a label has a dot in it, which this command cannot send'
  const packet = new Packet()
  packet.header.id = randomInt(0x10000)
  packet.questions.push(new Packet.Question({ name: labels.join('.') || ROOT, type, class: Packet.CLASS.IN }))
  return packet
}

/** The root's name for dns2, which takes an empty name for none. */
const ROOT = '.'

/** The labels as text, one character for each octet. */
function labelsOf(name: Uint8Array): string[] {
  const labels: string[] = []
  for (let at = 0; name[at] !== 0; at += name[at]! + 1)
    labels.push(Buffer.from(name.subarray(at + 1, at + 1 + name[at]!)).toString('latin1'))
  return labels
}

function askTcp(request: Request, query: Packet): Promise<Answered<Packet>> {
  const { server, from } = request
  const { address, port } = server
  const socket = connect({ host: address, port, ...(from !== undefined && { localAddress: from }) })
  return askStream(socket, askingOf(request, query))
}

function askingOf({ key }: Request, query: Packet) {
  return signedBy(key, query.toBuffer(), (message) => answerIn(message, query))
}

/** The message, if it is a complete answer to the query. */
function answerIn(message: Buffer, query: Packet): Packet | undefined {
  const packet = parse(message)
  if (packet === undefined || packet.header.id !== query.header.id || packet.header.qr !== 1) return undefined
  const [asked] = query.questions
  // RFC 1035 §4.1.1: a server that could not read the question does not send it back.
  const same = packet.questions.every(({ name, type }) => sameName(name, asked!.name) && type === asked!.type)
  return same ? packet : undefined
}

/** The packet; undefined where dns2 could not read all records, which it leaves out. */
function parse(message: Buffer): Packet | undefined {
  if (message.length < 12) return undefined
  const packet = Packet.parse(message)
  const { header, answers, authorities, additionals } = packet
  const whole =
    answers.length === header.ancount && authorities.length === header.nscount && additionals.length === header.arcount
  return whole ? packet : undefined
}

function sameName(read: string, asked: string): boolean {
  return (read || ROOT).toLowerCase() === asked.toLowerCase()
}
