// Asks one question over and over until the answer is there: how long a server needs to start, or to serve what is new.

import { createSocket } from 'node:dgram'
import { setTimeout as sleep } from 'node:timers/promises'
import { get16, put16 } from '../../../src/dns/big-endian.ts'
import { nameFromText } from '../../../src/dns/name-text.ts'
import { Type } from '../../../src/dns/types.ts'

const EVERY_MS = 2

export type Asking = {
  readonly port: number
  /** Any of these answers for itself; all are waited for. */
  readonly names: readonly string[]
  /** Whether this is the answer that is waited for; by default one with records. */
  readonly accept?: (reply: Uint8Array) => boolean
  readonly timeoutMs: number
  /** Ends the waiting: the server is gone. */
  readonly until: Promise<unknown>
}

/** Asks SOA of each name until all are answered as wanted. The moment by performance.now(), or undefined where never. */
export async function whenAnswered(asking: Asking): Promise<number | undefined> {
  const waiting = new Map(asking.names.map((name, id) => [id, soaQuery(name, id)]))
  const accept = asking.accept ?? hasAnswer
  const socket = createSocket('udp4')
  let last: number | undefined
  let given = false
  socket.on('error', () => {})
  socket.on('message', (reply) => {
    if (!accept(reply) || !waiting.delete(get16(reply, 0))) return
    if (waiting.size === 0) last = performance.now()
  })
  void asking.until.then(() => {
    given = true
  })
  const end = performance.now() + asking.timeoutMs
  while (last === undefined && !given && performance.now() < end) {
    for (const query of waiting.values()) socket.send(query, asking.port, '127.0.0.1')
    await sleep(EVERY_MS)
  }
  socket.close()
  return last
}

/** The same of one question as it stands. */
export async function whenReplied({ port, query, accept, timeoutMs, until }: Replying): Promise<number | undefined> {
  const socket = createSocket('udp4')
  let moment: number | undefined
  let given = false
  socket.on('error', () => {})
  socket.on('message', (reply) => {
    if (accept(reply)) moment ??= performance.now()
  })
  void until.then(() => {
    given = true
  })
  for (const end = performance.now() + timeoutMs; moment === undefined && !given && performance.now() < end; ) {
    socket.send(query, port, '127.0.0.1')
    await sleep(EVERY_MS)
  }
  socket.close()
  return moment
}

export type Replying = Pick<Asking, 'port' | 'timeoutMs' | 'until'> & {
  readonly query: Uint8Array
  readonly accept: (reply: Uint8Array) => boolean
}

/** Any response at all, as an echo gives. */
export function isResponse(reply: Uint8Array): boolean {
  return reply.length >= 12 && (reply[2]! & 0x80) !== 0
}

export function hasAnswer(reply: Uint8Array): boolean {
  return isResponse(reply) && (reply[3]! & 0xf) === 0 && get16(reply, 6) > 0
}

/** The answer is a SOA with this serial. */
export function hasSerial(serial: number): (reply: Uint8Array) => boolean {
  return (reply) => hasAnswer(reply) && soaSerial(reply) === serial
}

/** Of the first record, which stands after the question: its owner is a pointer to the name asked for. */
function soaSerial(reply: Uint8Array): number | undefined {
  let p = 12
  while (reply[p]) p += reply[p]! + 1
  p += 5
  // Owner, TYPE, CLASS, TTL, RDLENGTH: 12 octets where the owner is a pointer.
  if ((reply[p] ?? 0) < 0xc0 || p + 12 > reply.length || get16(reply, p + 2) !== Type.SOA) return undefined
  const numbers = p + 12 + get16(reply, p + 10) - 20
  if (numbers + 20 > reply.length) return undefined
  return new DataView(reply.buffer, reply.byteOffset).getUint32(numbers)
}

export function soaQuery(name: string, id: number): Uint8Array {
  return queryMessage(name, Type.SOA, id)
}

export function queryMessage(name: string, type: number, id: number): Uint8Array {
  const qname = nameFromText(`${name}.`)
  const message = new Uint8Array(12 + qname.length + 4)
  put16(message, 0, id)
  put16(message, 4, 1)
  message.set(qname, 12)
  put16(message, 12 + qname.length, type)
  put16(message, 14 + qname.length, 1)
  return message
}
