// Fetches a zone whole over TCP, as fast as it comes, and looks into nothing but how many records each message has.

import { connect } from 'node:net'
import { Frames } from '../../../src/net/frames.ts'
import type { TsigKey } from '../../../src/wire/tsig/mac.ts'
import { signRequest } from '../../../src/wire/tsig/sign.ts'
import { queryFor } from '../../support/ask.ts'

export type Fetched = { readonly octets: number; readonly messages: number; readonly seconds: number }

/** `records`: of the zone; its SOA comes twice. `key`: signs the request, and every answer has to be signed. */
export function fetchWhole(port: number, origin: string, records: number, key?: TsigKey): Promise<Fetched> {
  const plain = queryFor(`${origin}. AXFR`)
  const question = key === undefined ? plain : signRequest(key, plain, Math.floor(Date.now() / 1000)).message
  const begun = performance.now()
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () =>
      socket.write(Buffer.concat([Buffer.of(0, question.length), question])),
    )
    const frames = new Frames()
    let [octets, messages, left] = [0, 0, records + 1]
    socket.on('error', reject)
    socket.on('close', () => reject(new Error(`AXFR of ${origin}: ${left} of ${records + 1} records have not come`)))
    socket.on('data', (read: Buffer) => {
      frames.push(read)
      for (let length = frames.next(); length >= 0; length = frames.next()) {
        messages++
        octets += length + 2
        left -= (frames.bytes[frames.from + 6]! << 8) | frames.bytes[frames.from + 7]!
        const isSigned = frames.bytes[frames.from + 11]! > 0
        if ((frames.bytes[frames.from + 3]! & 0xf) !== 0 || (key !== undefined && !isSigned)) socket.destroy()
      }
      if (left > 0) return
      resolve({ octets, messages, seconds: (performance.now() - begun) / 1000 })
      socket.destroy()
    })
  })
}
