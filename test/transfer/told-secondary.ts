// A secondary of example.com that fetches nothing: it answers NOTIFY, and says that it has the serial that the test gives it.

import { createSocket } from 'node:dgram'
import type { Test } from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { readMessage } from '../../src/wire/message.ts'
import { messagesOf } from './streams.ts'

/** Gives its port, and the serials that it was told of. */
export async function secondary(t: Test, serial: number): Promise<{ port: number; told: number[] }> {
  const socket = createSocket('udp4')
  const told: number[] = []
  socket.on('message', (octets, { address, port }) => {
    const isNotify = (octets[2]! >> 3) & 15
    const [soa] = readMessage(new Uint8Array(octets))?.answer ?? []
    if (isNotify && soa) told.push(Buffer.from(soa.rdata).readUInt32BE(soa.rdata.length - 20))
    const answer = isNotify
      ? Buffer.from(octets.subarray(0, 12 + nameFromText('example.com.').length + 4))
      : soaOf(octets)
    if (isNotify) {
      answer.writeUInt16BE(0xa400, 2)
      for (const at of [6, 8, 10]) answer.writeUInt16BE(0, at)
    }
    socket.send(answer, port, address)
  })
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  t.teardown(() => socket.close())
  return { port: socket.address().port, told }

  function soaOf(question: Buffer): Buffer {
    const answer = Buffer.from(messagesOf([`@ SOA ns root ${serial} 1h 1h 1w 60`], { type: 'SOA' })[0]!)
    question.copy(answer, 0, 0, 2)
    return answer
  }
}
