// Fetches a zone whole over TCP, as fast as it comes, and looks into nothing but how many records each message has.

import { connect } from 'node:net'
import { Frames } from '../../../src/net/frames.ts'
import { queryFor } from '../../support/ask.ts'

export type Fetched = { readonly octets: number; readonly messages: number; readonly seconds: number }

/** `records`: of the zone; its SOA comes twice. */
export function fetchWhole(port: number, origin: string, records: number): Promise<Fetched> {
  const question = queryFor(`${origin}. AXFR`)
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
        if ((frames.bytes[frames.from + 3]! & 0xf) !== 0) socket.destroy()
      }
      if (left > 0) return
      resolve({ octets, messages, seconds: (performance.now() - begun) / 1000 })
      socket.destroy()
    })
  })
}
