// A server of a parent zone as a test wants it to be: it says of whatever it is asked what it was told to say.

import { createSocket, type Socket } from 'node:dgram'
import type { AddressInfo } from 'node:net'
import { nameFromText } from '../../src/dns/name-text.ts'
import { Type } from '../../src/dns/types.ts'
import { Bit } from '../../src/wire/header.ts'

export type Says = {
  /** As bits of the header, beside QR. */
  readonly flags?: number
  readonly rcode?: number
  /** Tags of DS records, with this TTL. */
  readonly tags?: readonly number[]
  readonly ttl?: number
  /** Rdata of DS records, instead. */
  readonly ds?: readonly Uint8Array[]
  /** Whose SOA stands in the authority section. */
  readonly soa?: string
}

export class FakeParent {
  says: Says = {}
  readonly #questions = new Set<string>()
  /** It takes its time: nobody is answered until release(). */
  isSlow = false
  readonly #held: (() => void)[] = []
  readonly #socket: Socket
  #isClosed = false

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.on('message', (query, { port, address }) => {
      this.#questions.add(`${port} ${query.readUInt16BE(0)}`)
      const answer = () => {
        if (!this.#isClosed) socket.send(answerTo(query, this.says), port, address)
      }
      if (this.isSlow) this.#held.push(answer)
      else answer()
    })
  }

  /** How many questions have come. Whoever gets no answer soon sends his again, which is no other one. */
  get asked(): number {
    return this.#questions.size
  }

  release(): void {
    this.isSlow = false
    for (const answer of this.#held.splice(0)) answer()
  }

  static async start(t: { readonly teardown: (done: () => unknown) => void }): Promise<FakeParent> {
    const socket = createSocket('udp4')
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
    const parent = new FakeParent(socket)
    t.teardown(() => parent.#close())
    return parent
  }

  get port(): number {
    return (this.#socket.address() as AddressInfo).port
  }

  #close(): void {
    this.#isClosed = true
    this.#socket.close()
  }
}

function answerTo(
  query: Uint8Array,
  { flags = Bit.AA, rcode = 0, tags = [], ttl = 3600, soa, ds = tags.map(dsWithTag) }: Says,
): Buffer {
  const out = Buffer.from(query.subarray(0, query.indexOf(0, 12) + 5))
  out.writeUInt16BE(Bit.QR | flags | rcode, 2)
  out.writeUInt16BE(ds.length, 6)
  out.writeUInt16BE(soa === undefined ? 0 : 1, 8)
  out.writeUInt16BE(0, 10)
  const owner = Buffer.from([0xc0, 12])
  const records = ds.map((rdata) => record(owner, Type.DS, ttl, rdata))
  const authority = soa === undefined ? [] : [record(nameFromText(soa), Type.SOA, 60, Buffer.alloc(22))]
  return Buffer.concat([out, ...records, ...authority])
}

function dsWithTag(tag: number): Uint8Array {
  return Buffer.from([tag >> 8, tag & 0xff, 13, 2, ...Array(32).fill(7)])
}

function record(owner: Uint8Array, type: number, ttl: number, rdata: Uint8Array): Buffer {
  const fixed = Buffer.alloc(10)
  fixed.writeUInt16BE(type, 0)
  fixed.writeUInt16BE(1, 2)
  fixed.writeUInt32BE(ttl, 4)
  fixed.writeUInt16BE(rdata.length, 8)
  return Buffer.concat([owner, fixed, rdata])
}
