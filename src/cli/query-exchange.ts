// One question out, one answer in, through the codec of dns2. Its own clients know neither IPv6 over TCP nor all types, so
// the sockets are ours.

import { randomInt } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { connect, isIPv6 } from 'node:net'
import { Packet } from 'dns2'
import { findTsig, withoutTsig } from '../wire/tsig/record.ts'
import { signRequest } from '../wire/tsig/sign.ts'
import { type BadAnswer, verifying } from '../wire/tsig/stream.ts'
import type { Request } from './query-words.ts'

export type Reply = {
  readonly packet: Packet
  readonly octets: number
  readonly milliseconds: number
  readonly over: 'UDP' | 'TCP'
}

/** The server's answer, or why there is none. After a truncated answer it asks again over TCP. */
export async function exchange(request: Request): Promise<Reply | string> {
  const start = performance.now()
  const query = packetOf(request)
  if (typeof query === 'string') return query
  try {
    const overUdp = request.tcp ? undefined : await askUdp(request, query)
    const whole = overUdp === undefined || overUdp.packet.header.tc ? await askTcp(request, query) : overUdp
    const over = whole === overUdp ? 'UDP' : 'TCP'
    return { ...whole, over, milliseconds: performance.now() - start }
  } catch (error) {
    return reasonOf(error, request)
  }
}

type Answer = { readonly packet: Packet; readonly octets: number }

function packetOf({ name, type }: Request): Packet | string {
  const labels = labelsOf(name)
  // dns2 knows names as text with dots between the labels.
  if (labels.some((label) => label.includes('.'))) return 'a label has a dot in it, which this command cannot send'
  const packet = new Packet()
  packet.header.id = randomInt(0x10000)
  packet.questions.push(new Packet.Question({ name: labels.join('.') || ROOT, type, class: Packet.CLASS.IN }))
  return packet
}

/** dns2 takes an empty name for none, and reads the root as one. */
const ROOT = '.'

/** One character for each octet. */
function labelsOf(name: Uint8Array): string[] {
  const labels: string[] = []
  for (let at = 0; name[at] !== 0; at += name[at]! + 1)
    labels.push(Buffer.from(name.subarray(at + 1, at + 1 + name[at]!)).toString('latin1'))
  return labels
}

/** Over UDP a question may get lost, and strangers may answer: we send it again, and pass over what does not fit. */
function askUdp(request: Request, query: Packet): Promise<Answer> {
  const { server, from } = request
  const { address, port } = server
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4')
  const { octets, read } = signedFor(request, query)
  let unbelieved: string | undefined
  let timer: NodeJS.Timeout | undefined
  return new Promise<Answer>((resolve, reject) => {
    socket.on('error', reject)
    socket.on('message', (message) => {
      const packet = read(message)
      // RFC 8945 §5.4: anybody may have sent what is not signed; the server's own answer may be on its way.
      if (typeof packet === 'string') unbelieved = packet
      else if (packet) resolve({ packet, octets: message.length })
    })
    if (from !== undefined) socket.bind({ address: from })
    // Connected, the socket takes datagrams of this server only, and learns when nobody listens there.
    socket.connect(port, address, (error?: Error) => {
      if (error) return reject(error)
      let tries = 0
      const send = () => {
        if (tries++ === TRIES) return reject(new Error(unbelieved ?? NO_ANSWER))
        socket.send(octets)
        timer = setTimeout(send, PATIENCE)
      }
      send()
    })
  }).finally(() => {
    clearTimeout(timer)
    socket.close()
  })
}

async function askTcp(request: Request, query: Packet): Promise<Answer> {
  const { server, from } = request
  const { address, port } = server
  const socket = connect({ host: address, port, ...(from !== undefined && { localAddress: from }) })
  const timer = setTimeout(() => socket.destroy(new Error(NO_ANSWER)), TRIES * PATIENCE)
  try {
    const { octets, read } = signedFor(request, query)
    // RFC 1035 §4.2.2: the length stands before the message.
    socket.write(Buffer.concat([Uint8Array.of(octets.length >> 8, octets.length), octets]))
    const message = await Packet.readStream(socket)
    if (message.length === 0) throw new Error('it closed the connection without an answer')
    const packet = read(message)
    if (typeof packet === 'string') throw new Error(packet)
    if (packet === undefined) throw new Error('what it sent is no answer to the question')
    return { packet, octets: message.length }
  } finally {
    clearTimeout(timer)
    socket.destroy()
  }
}

type Signed = {
  readonly octets: Uint8Array
  /** What came; undefined where it is no answer, and why not where it is one that nobody may believe. */
  readonly read: (message: Buffer) => Packet | undefined | string
}

function signedFor({ key }: Request, query: Packet): Signed {
  const plain = query.toBuffer()
  if (key === undefined) return { octets: plain, read: (message) => answerIn(message, query) }
  const now = () => Math.floor(Date.now() / 1000)
  const { message: octets, mac } = signRequest(key, plain, now())
  return {
    octets,
    read(message) {
      if (message.length < 12 || message.readUInt16BE(0) !== query.header.id) return undefined
      const found = verifying(key, mac, now).take(message)
      if (typeof found === 'object') return badText(found)
      const record = findTsig(message)
      return answerIn(record.kind === 'found' ? Buffer.from(withoutTsig(message, record.tsig)) : message, query)
    },
  }
}

function badText({ error, told, skew }: BadAnswer): string {
  if (skew !== undefined) return `its clock is ${skew} s off from ours: set both by NTP`
  if (error === 'missing') return 'its answer is not signed'
  const name = error.toUpperCase()
  return told
    ? `it does not take the signature (${name}): compare name, algorithm and secret of the key`
    : `the signature of its answer is not right (${name})`
}

/** The message, where it is a whole answer to the query. */
function answerIn(message: Buffer, query: Packet): Packet | undefined {
  const packet = parse(message)
  if (packet === undefined || packet.header.id !== query.header.id || packet.header.qr !== 1) return undefined
  const [asked] = query.questions
  // RFC 1035 §4.1.1: a server that could not read the question does not send it back.
  const same = packet.questions.every(({ name, type }) => sameName(name, asked!.name) && type === asked!.type)
  return same ? packet : undefined
}

/** dns2 leaves out what it cannot read; such an answer is none. */
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

function reasonOf(error: unknown, { from }: Request): string {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'EADDRNOTAVAIL' && from !== undefined) return `this machine does not have the address ${from}`
  return reasons[code ?? ''] ?? message
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'it closed the connection',
  EHOSTUNREACH: 'there is no way to that address',
  ENETUNREACH: 'there is no way to that address',
  EADDRNOTAVAIL: 'there is no way to that address',
  EAFNOSUPPORT: 'this machine has no support for the address family',
}

const TRIES = 2
/** Two tries stay below the five seconds that a container's health check may take. */
const PATIENCE = 2000
const NO_ANSWER = 'no answer in time'
