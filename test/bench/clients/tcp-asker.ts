// One question over TCP every few milliseconds, whatever the answers do: how long a client waits while a server is busy.

import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { get16, put16 } from '../../../src/dns/big-endian.ts'
import { nameFromText } from '../../../src/dns/name-text.ts'
import { Type } from '../../../src/dns/types.ts'
import { quantile } from '../measure/statistics.ts'

/** Times in milliseconds. */
export type Waiting = { readonly asked: number; readonly p99: number; readonly max: number }

/** Asks SOA of `name` until `done` is; then gives how long answers took. */
export async function askOverTcp(
  port: number,
  name: string,
  everyMs: number,
  done: Promise<unknown>,
): Promise<Waiting> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  const sent: number[] = []
  const taken: number[] = []
  let rest: Uint8Array = new Uint8Array(0)
  socket.on('data', (part: Buffer) => {
    rest = Buffer.concat([rest, part])
    while (rest.length >= 4 && rest.length >= 2 + get16(rest, 0)) {
      taken.push(performance.now() - sent[get16(rest, 2)]!)
      rest = rest.subarray(2 + get16(rest, 0))
    }
  })
  let over = false
  void done.finally(() => {
    over = true
  })
  while (!over) {
    socket.write(framed(name, sent.length))
    sent.push(performance.now())
    await sleep(everyMs)
  }
  while (taken.length < sent.length) await sleep(everyMs)
  socket.destroy()
  const sorted = Float64Array.from(taken).sort()
  return { asked: sent.length, p99: quantile(sorted, 0.99), max: sorted.at(-1) ?? Number.NaN }
}

function framed(name: string, id: number): Uint8Array {
  const wire = nameFromText(name)
  const message = new Uint8Array(2 + 12 + wire.length + 4)
  put16(message, 0, message.length - 2)
  put16(message, 2, id)
  put16(message, 6, 1)
  message.set(wire, 14)
  put16(message, 14 + wire.length, Type.SOA)
  put16(message, 16 + wire.length, 1)
  return message
}
