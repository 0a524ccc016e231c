// Asks one server one question: over UDP, and over TCP if the answer is truncated. Gives a message, or why there is none.

import { randomInt } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { connect } from 'node:net'
import { sameName } from '../dns/name.ts'
import { Opcode } from '../dns/opcodes.ts'
import type { Said } from '../dns/said.ts'
import type { PeerAddress } from '../text/config/peers.ts'
import { Bit } from '../wire/header.ts'
import { type Message, readMessage } from '../wire/message.ts'
import { say } from './says.ts'

/** In wire form. */
export type Question = { readonly name: Uint8Array; readonly type: number }

/** Milliseconds to wait for an answer at each try. */
const TRIES = [1000, 2000, 3000] as const
/** The same for TCP, which repeats what is lost by itself. */
const TCP_TIME = 5000

/** For people. */
export function serverText({ address, port }: PeerAddress): string {
  return port === 53 ? address : `${address} port ${port}`
}

export function askServer(server: PeerAddress, question: Question): Promise<Message | Said> {
  return ask(server, question, queryFor(question, 0))
}

/** Asks a resolver, which says with AD whether it has validated the answer (RFC 6840 §5.7). */
export function askResolver(server: PeerAddress, question: Question): Promise<Message | Said> {
  return ask(server, question, queryFor(question, Bit.RD | Bit.AD))
}

async function ask(server: PeerAddress, question: Question, query: Uint8Array): Promise<Message | Said> {
  const answer = await byUdp(server, question, query)
  if ('code' in answer || (answer.flags & Bit.TC) === 0) return answer
  const whole = await byTcp(server, question, query)
  // A truncated answer is better than none.
  return 'code' in whole ? answer : whole
}

/** Asks a server by NOTIFY to look at these records again (RFC 1996 §3, RFC 9859 §4.2). */
export function tellServer(server: PeerAddress, question: Question): Promise<Message | Said> {
  return byUdp(server, question, notifyFor(question))
}

function notifyFor({ name, type }: Question): Uint8Array {
  const header = Buffer.alloc(12)
  header.writeUInt16BE(randomInt(0x10000), 0)
  header.writeUInt16BE((Opcode.NOTIFY << 11) | Bit.AA, 2)
  header.writeUInt16BE(1, 4)
  return Buffer.concat([header, name, Buffer.of(type >>> 8, type & 0xff, 0, 1)])
}

function byUdp(server: PeerAddress, question: Question, query: Uint8Array): Promise<Message | Said> {
  const { address, family, port } = server
  const socket = createSocket(family === 4 ? 'udp4' : 'udp6')
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined
    const end = (answer: Message | Said) => {
      clearTimeout(timer)
      socket.removeAllListeners()
      socket.on('error', () => {})
      socket.close()
      resolve(answer)
    }
    const send = (attempt: number) => {
      const wait = TRIES[attempt]
      if (wait === undefined) return end(say('ask-silent', { server: serverText(server) }))
      socket.send(query)
      timer = setTimeout(() => send(attempt + 1), wait)
    }
    const failed = ({ message }: Error) => end(say('ask-failed', { server: serverText(server), why: message }))
    socket.on('error', failed)
    socket.on('message', (bytes) => {
      const answer = answerTo(question, query, bytes)
      if (answer !== undefined) end(answer)
    })
    // If no route leads there, only this callback says so.
    socket.connect(port, address, (error?: Error) => {
      if (error) failed(error)
      else send(0)
    })
  })
}

function byTcp(server: PeerAddress, question: Question, query: Uint8Array): Promise<Message | Said> {
  return new Promise((resolve) => {
    const socket = connect({ host: server.address, port: server.port, timeout: TCP_TIME })
    let got: Buffer = Buffer.alloc(0)
    const end = (answer: Message | Said) => {
      clearTimeout(timer)
      socket.destroy()
      resolve(answer)
    }
    const about = { server: serverText(server) }
    const silent = () => end(say('ask-tcp-silent', about))
    const timer = setTimeout(silent, TCP_TIME)
    socket.on('error', ({ message }) => end(say('ask-tcp-failed', { ...about, why: message })))
    socket.on('close', silent)
    socket.on('connect', () => socket.write(Buffer.concat([Buffer.of(query.length >>> 8, query.length & 0xff), query])))
    socket.on('data', (octets: Buffer) => {
      got = Buffer.concat([got, octets])
      if (got.length < 2 || got.length < 2 + got.readUInt16BE(0)) return
      end(answerTo(question, query, got.subarray(2, 2 + got.readUInt16BE(0))) ?? say('ask-other-answer', about))
    })
  })
}

/** A query for signatures too (DO, RFC 3225), with a size for which no answer is fragmented. */
function queryFor({ name, type }: Question, flags: number): Uint8Array {
  const header = Buffer.alloc(12)
  header.writeUInt16BE(randomInt(0x10000), 0)
  header.writeUInt16BE(flags, 2)
  header.writeUInt16BE(1, 4)
  header.writeUInt16BE(1, 10)
  const opt = Buffer.of(0, 0, 41, UDP_SIZE >>> 8, UDP_SIZE & 0xff, 0, 0, 0x80, 0, 0, 0)
  return Buffer.concat([header, name, Buffer.of(type >>> 8, type & 0xff, 0, 1), opt])
}

const UDP_SIZE = 1232

/** Undefined if the octets do not answer this question. */
function answerTo({ name, type }: Question, query: Uint8Array, bytes: Uint8Array): Message | undefined {
  const message = readMessage(bytes)
  if (message === undefined || (message.flags & Bit.QR) === 0) return undefined
  if (message.id !== ((query[0]! << 8) | query[1]!)) return undefined
  const [asked] = message.questions
  return asked !== undefined && (asked.type !== type || !sameName(asked.name, 0, name, 0)) ? undefined : message
}
