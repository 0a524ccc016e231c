// Sends the octets of one question and receives those of its answer, over UDP and over any stream.

import { createSocket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import type { Duplex } from 'node:stream'
import { Frames } from '../net/frames.ts'
import type { Request } from './query-words.ts'

export type Asking<T> = {
  readonly octets: Uint8Array
  /** Reads a message: the answer, undefined where it is none, or why an answer must not be believed. */
  readonly read: (message: Buffer) => T | undefined | string
}

export type Answered<T> = { readonly answer: T; readonly octets: number }

/** Asks over UDP. A question may get lost, and strangers may answer: it sends again, and passes over messages that do not fit. */
export function askUdp<T>(request: Request, { octets, read }: Asking<T>): Promise<Answered<T>> {
  const { server, from } = request
  const { address, port } = server
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4')
  let unbelieved: string | undefined
  let timer: NodeJS.Timeout | undefined
  return new Promise<Answered<T>>((resolve, reject) => {
    socket.on('error', reject)
    socket.on('message', (message) => {
      const answer = read(message)
      // RFC 8945 §5.4: anybody may have sent an unsigned answer; the server's own may be on its way.
      if (typeof answer === 'string') unbelieved = answer
      else if (answer !== undefined) resolve({ answer, octets: message.length })
    })
    if (from !== undefined) socket.bind({ address: from })
    // A connected socket takes datagrams of this server only, and learns when nothing listens there.
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

/** Asks over a stream, and ends the stream in any case. `before`: octets to send before the question. */
export async function askStream<T>(
  socket: Duplex,
  { octets, read }: Asking<T>,
  before: Uint8Array = NOTHING,
): Promise<Answered<T>> {
  return patiently(socket, async () => {
    // RFC 1035 §4.2.2: the length stands before the message.
    socket.write(Buffer.concat([before, Uint8Array.of(octets.length >> 8, octets.length), octets]))
    return answered(await firstMessage(socket), read)
  })
}

/** Does the work within the time that an answer may take, and destroys the socket at the end. */
export async function patiently<T>(socket: { destroy(error?: Error): unknown }, work: () => Promise<T>): Promise<T> {
  const timer = setTimeout(() => socket.destroy(new Error(NO_ANSWER)), TRIES * PATIENCE)
  try {
    return await work()
  } finally {
    clearTimeout(timer)
    socket.destroy()
  }
}

export function answered<T>(message: Buffer, read: Asking<T>['read']): Answered<T> {
  if (message.length === 0) throw new Error('it closed the connection without an answer')
  const answer = read(message)
  if (typeof answer === 'string') throw new Error(answer)
  if (answer === undefined) throw new Error('what it sent is no answer to the question')
  return { answer, octets: message.length }
}

/** The first message of the stream; empty where the stream ends before. */
function firstMessage(socket: Duplex): Promise<Buffer> {
  const frames = new Frames()
  return new Promise((resolve, reject) => {
    socket.on('data', (read: Buffer) => {
      frames.push(read)
      if (frames.next() >= 0) resolve(Buffer.from(frames.bytes.subarray(frames.from, frames.to)))
    })
    socket.on('error', reject)
    socket.on('end', () => resolve(Buffer.alloc(0)))
    socket.on('close', () => resolve(Buffer.alloc(0)))
  })
}

export function reasonOf(error: unknown, request: Request): string {
  const { code, message, cause } = error as NodeJS.ErrnoException
  // HTTP/2 wraps the error in one of its own.
  if (cause !== undefined) return reasonOf(cause, request)
  const { from } = request
  if (code === 'EADDRNOTAVAIL' && from !== undefined) return `this machine does not have the address ${from}`
  return reasons[code?.startsWith('ERR_SSL_') ? 'EPROTO' : (code ?? '')] ?? message
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'no program listens on that port',
  ECONNRESET: 'it closed the connection',
  EHOSTUNREACH: 'there is no way to that address',
  ENETUNREACH: 'there is no way to that address',
  EADDRNOTAVAIL: 'there is no way to that address',
  EAFNOSUPPORT: 'this machine has no support for the address family',
  EPROTO: 'it does not speak this protocol over TLS',
}

const TRIES = 2
/** Two tries stay below the five seconds that a container's health check may take. */
const PATIENCE = 2000
const NO_ANSWER = 'no answer in time'
const NOTHING = new Uint8Array(0)
