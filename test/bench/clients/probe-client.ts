// One question after the other at a fixed rate, over UDP or over one TCP connection, and the time of each answer.
// `node probe-client.ts JSON`, with a ProbeTask; prints a ProbeReport as JSON.

import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { get16 } from '../../../src/dns/big-endian.ts'
import { Type } from '../../../src/dns/types.ts'
import { Frames } from '../../../src/net/frames.ts'
import { quantile } from '../measure/statistics.ts'
import { queryMessage } from './asker.ts'
import type { ProbeReport, ProbeTask } from './crowd.ts'

const { port, over, name, rate, seconds } = JSON.parse(process.argv[2]!) as ProbeTask

/** Answers that come later are lost. */
const WAIT_MS = 5000
const FROM = '127.0.0.2'

const total = Math.round(rate * seconds)
const sentAt = new Float64Array(total)
const times = new Float64Array(total).fill(Number.NaN)
const send = over === 'udp' ? await udp() : await tcp()

const start = performance.now()
for (let id = 0; id < total; id++) {
  await sleep(Math.max(0, start + (id * 1000) / rate - performance.now()))
  sentAt[id] = performance.now()
  send(queryMessage(name, Type.A, id))
}
for (const end = performance.now() + WAIT_MS; times.some(Number.isNaN) && performance.now() < end; ) await sleep(10)
process.stdout.write(`${JSON.stringify(report())}\n`)
process.exit(0)

function answered(message: Uint8Array): void {
  const id = get16(message, 0)
  if (id < total && Number.isNaN(times[id])) times[id] = performance.now() - sentAt[id]!
}

async function udp(): Promise<(query: Uint8Array) => void> {
  const socket = createSocket('udp4').bind(0, FROM)
  await once(socket, 'listening')
  socket.on('message', answered)
  return (query) => socket.send(query, port, '127.0.0.1')
}

async function tcp(): Promise<(query: Uint8Array) => void> {
  const socket = connect({ port, host: '127.0.0.1', localAddress: FROM, noDelay: true })
  socket.on('error', () => {})
  const frames = new Frames()
  socket.on('data', (read: Uint8Array) => {
    frames.push(read)
    while (frames.next() >= 0) answered(frames.bytes.subarray(frames.from, frames.to))
  })
  return (query) => {
    const framed = new Uint8Array(2 + query.length)
    framed[0] = query.length >> 8
    framed[1] = query.length
    framed.set(query, 2)
    socket.write(framed)
  }
}

function report(): ProbeReport {
  const got = times.filter((time) => !Number.isNaN(time)).sort()
  return {
    sent: total,
    lost: total - got.length,
    p50: quantile(got, 0.5),
    p99: quantile(got, 0.99),
    max: quantile(got, 1),
  }
}
