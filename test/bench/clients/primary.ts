// A primary inside the benchmark: it has every message ready, so that what is measured is who takes them. It serves one zone, version
// after version, or as many small zones as anybody asks for.

import { randomInt } from 'node:crypto'
import { createSocket, type Socket as Datagrams } from 'node:dgram'
import { createServer, type Server, type Socket } from 'node:net'
import { get16, put16, put32 } from '../../../src/dns/big-endian.ts'
import { nameFromText } from '../../../src/dns/name-text.ts'
import { Type } from '../../../src/dns/types.ts'
import { Frames } from '../../../src/net/frames.ts'
import { differenceMessages } from '../../../src/serve/desk/difference-messages.ts'
import { zoneMessages } from '../../../src/serve/desk/zone-messages.ts'
import { Query } from '../../../src/wire/query.ts'
import { diff } from '../../../src/zone/diff.ts'
import type { Zone } from '../../../src/zone/zone.ts'
import { queryFor } from '../../support/ask.ts'

const HEADER = 12
const IXFR = 251
const ANSWER = 0x8400
const NOTIFY = 0x2400

/** What is sent for a question, whose ID is put into it. */
export type Answers = (name: Uint8Array, type: number) => readonly Uint8Array[]

export class BenchPrimary {
  answers: Answers
  /** Questions of each type so far. */
  readonly asked = new Map<number, number>()
  #server: Server
  #datagrams: Datagrams

  private constructor(answers: Answers) {
    this.answers = answers
    // As nameservers do: a small answer on a connection that is otherwise quiet would wait for the acknowledgement of the last.
    this.#server = createServer({ noDelay: true }, (socket) => this.#serve(socket))
    this.#datagrams = createSocket('udp4')
    this.#datagrams.on('message', (question, { port }) => {
      const [type, answers] = this.#answer(question)
      // Over UDP a secondary asks for the SOA.
      if (type === Type.SOA) this.#datagrams.send(answers[0]!, port, '127.0.0.1')
    })
  }

  static async start(answers: Answers): Promise<BenchPrimary> {
    const primary = new BenchPrimary(answers)
    await new Promise<void>((resolve) => primary.#server.listen(0, '127.0.0.1', resolve))
    await new Promise<void>((resolve) => primary.#datagrams.bind(primary.port, '127.0.0.1', resolve))
    return primary
  }

  get port(): number {
    return (this.#server.address() as { port: number }).port
  }

  count(...types: readonly number[]): number {
    return types.reduce((sum, type) => sum + (this.asked.get(type) ?? 0), 0)
  }

  /** Tells a secondary that the zone has changed, and with which SOA, as all servers do. */
  tell(port: number, origin: string): void {
    const name = nameFromText(`${origin}.`)
    const message = this.answers(name, Type.SOA)[0]!.slice()
    put16(message, 0, randomInt(0x10000))
    put16(message, 2, NOTIFY)
    put16(message, HEADER + name.length, Type.SOA)
    this.#datagrams.send(message, port, '127.0.0.1')
  }

  stop(): void {
    this.#server.close()
    this.#datagrams.close()
  }

  #serve(socket: Socket): void {
    const frames = new Frames()
    socket.on('error', () => {})
    socket.on('data', (read: Buffer) => {
      frames.push(read)
      for (let length = frames.next(); length >= 0; length = frames.next()) {
        const [, answers] = this.#answer(frames.bytes.slice(frames.from, frames.from + length))
        socket.cork()
        for (const one of answers) {
          socket.write(Uint8Array.of(one.length >> 8, one.length))
          socket.write(one)
        }
        socket.uncork()
      }
    })
  }

  #answer(question: Uint8Array): [type: number, answers: readonly Uint8Array[]] {
    let end = HEADER
    while (question[end]) end += question[end]! + 1
    const type = get16(question, end + 1)
    this.asked.set(type, (this.asked.get(type) ?? 0) + 1)
    const answers = this.answers(question.subarray(HEADER, end + 1), type)
    for (const one of answers) {
      one[0] = question[0]!
      one[1] = question[1]!
      // Whoever asked for changes and gets the whole zone gets the question that he asked.
      if (get16(one, 4) > 0) put16(one, end + 1, type)
    }
    return [type, answers]
  }
}

/** Of one zone its versions, each with what leads to it from the one before. */
export function versions(origin: string, zones: readonly Zone[]): Answers[] {
  return zones.map((zone, i) => {
    const whole = [...zoneMessages(zone, queryOf(origin, 'AXFR'), PLAIN)]
    const soa = [soaAlone(whole[0]!)]
    const changes = i === 0 ? whole : changesTo(origin, zones[i - 1]!, zone)
    return (_name, type) => (type === Type.SOA ? soa : type === IXFR ? changes : whole)
  })
}

function changesTo(origin: string, before: Zone, zone: Zone): Uint8Array[] {
  return [...differenceMessages(zone, [diff(before, zone)!], queryOf(origin, 'IXFR'), PLAIN)]
}

/** A zone of three records, whatever it is called. */
export const smallZones: Answers = (name, type) => smallZone(name, type, 1)

export function smallZone(name: Uint8Array, type: number, serial: number): readonly Uint8Array[] {
  const ns = nameFromText('ns.example.net.')
  const numbers = new Uint8Array(20)
  for (const [i, one] of [serial, 86_400, 7200, 2_419_200, 300].entries()) put32(numbers, i * 4, one)
  const soa = record(Type.SOA, Buffer.concat([ns, ns, numbers]))
  const records = type === Type.SOA ? [soa] : [soa, record(Type.NS, ns), soa]
  const header = new Uint8Array(HEADER)
  put16(header, 2, ANSWER)
  put16(header, 4, 1)
  put16(header, 6, records.length)
  return [new Uint8Array(Buffer.concat([header, name, Uint8Array.of(type >> 8, type, 0, 1), ...records]))]
}

/** Of the name in the question. */
function record(type: number, rdata: Uint8Array): Uint8Array {
  const fixed = Uint8Array.of(0xc0, HEADER, type >> 8, type, 0, 1, 0, 0, 0, 60, rdata.length >> 8, rdata.length)
  return Buffer.concat([fixed, rdata])
}

const PLAIN = { udpSize: 1232, reserved: 0 }

function queryOf(origin: string, type: string): Query {
  const bytes = queryFor(`${origin}. ${type}`)
  const query = new Query()
  query.read(bytes, 0, bytes.length)
  return query
}

/** The first record of a message, which is the zone's SOA. */
function soaAlone(message: Uint8Array): Uint8Array {
  let at = HEADER
  while (message[at]) at += message[at]! + 1
  at += 5
  const end = at + 12 + get16(message, at + 10)
  const alone = message.slice(0, end)
  put16(alone, 6, 1)
  return alone
}
