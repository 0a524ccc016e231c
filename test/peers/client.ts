// Asks many questions of one server on 127.0.0.1, several at a time, over UDP or one TCP connection.

import { createSocket } from 'node:dgram'
import { connect } from 'node:net'

const IN_FLIGHT = 32
/** For a busy machine: whoever is dead is known by his process. */
const TRIES = 20
const TIMEOUT = 1500

/** The answers in the order of the queries; undefined where none came. The queries' IDs are replaced on the way. */
export async function askUdp(
  port: number,
  queries: readonly Uint8Array[],
  patience: { readonly timeout: number; readonly tries: number } = { timeout: TIMEOUT, tries: TRIES },
): Promise<(Uint8Array | undefined)[]> {
  const socket = createSocket('udp4')
  const answers: (Uint8Array | undefined)[] = queries.map(() => undefined)
  const waiting = new Map<number, (answer: Uint8Array) => void>()
  socket.on('message', (message) => waiting.get(message.readUInt16BE(0))?.(message))
  socket.on('error', () => {})
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  let next = 0
  const worker = async () => {
    for (let i = next++; i < queries.length; i = next++) {
      for (let tries = 0; tries < patience.tries && answers[i] === undefined; tries++)
        answers[i] = await askOnce(socket, port, queries[i]!, i & 0xffff, patience.timeout, waiting)
    }
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker))
  await new Promise<void>((resolve) => socket.close(() => resolve()))
  return answers
}

function askOnce(
  socket: ReturnType<typeof createSocket>,
  port: number,
  query: Uint8Array,
  id: number,
  timeout: number,
  waiting: Map<number, (answer: Uint8Array) => void>,
): Promise<Uint8Array | undefined> {
  return new Promise((resolve) => {
    const done = (answer: Uint8Array | undefined) => {
      clearTimeout(timer)
      waiting.delete(id)
      resolve(answer)
    }
    const timer = setTimeout(() => done(undefined), timeout)
    waiting.set(id, done)
    socket.send(withId(query, id), port, '127.0.0.1')
  })
}

/** One connection for all, a few questions under way at a time. */
export async function askTcp(port: number, queries: readonly Uint8Array[]): Promise<(Uint8Array | undefined)[]> {
  const answers: (Uint8Array | undefined)[] = queries.map(() => undefined)
  if (queries.length === 0) return answers
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    let received = Buffer.alloc(0)
    let sent = 0
    let answered = 0
    const send = () => {
      for (; sent < queries.length && sent < answered + 10; sent++) {
        const query = withId(queries[sent]!, sent & 0xffff)
        socket.write(Buffer.concat([Uint8Array.of(query.length >>> 8, query.length & 0xff), query]))
      }
    }
    socket.setNoDelay(true)
    socket.setTimeout(TIMEOUT * TRIES, () => socket.destroy())
    socket.on('connect', send)
    socket.on('error', () => {})
    socket.on('close', () => resolve(answers))
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk])
      while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
        const message = received.subarray(2, 2 + received.readUInt16BE(0))
        received = received.subarray(2 + message.length)
        answers[nearest(message.readUInt16BE(0), answered)] = Uint8Array.from(message)
        answered++
      }
      if (answered === queries.length) socket.end()
      else send()
    })
  })
}

/** The index with these lower 16 bits that is closest to `around`. */
function nearest(id: number, around: number): number {
  const base = around - (around & 0xffff)
  const candidates = [base - 0x10000 + id, base + id, base + 0x10000 + id]
  return candidates.reduce((a, b) => (Math.abs(a - around) <= Math.abs(b - around) ? a : b))
}

function withId(query: Uint8Array, id: number): Uint8Array {
  const copy = query.slice()
  copy[0] = id >>> 8
  copy[1] = id & 0xff
  return copy
}
