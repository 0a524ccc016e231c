// Asks at a fixed rate, whatever becomes of the answers, and takes the time of each: a program of its own, so that it has a
// core for itself. `node latency-client.ts JSON`, with a LatencyTask; prints a LatencyReport as JSON.

import { readFileSync } from 'node:fs'
import { typeCode } from '../../../src/dns/types.ts'
import { loadLibc } from '../../../src/net/batch/libc.ts'
import { quantile } from '../measure/statistics.ts'
import { queryMessage } from './asker.ts'
import { ClientBatch } from './client-batch.ts'
import type { LatencyReport, LatencyTask } from './latency.ts'

const { port, questions, rate, seconds, header = '' } = JSON.parse(process.argv[2]!) as LatencyTask
const libc = await loadLibc()
if (typeof libc === 'string') throw new Error(libc)

/** Not counted: this program and the server's caches are cold. */
const WARM_UP_S = 0.5
/** Answers that come later are lost. */
const WAIT_MS = 1000
const IDS = 0x1_0000

const queries = readFileSync(questions, 'latin1').trimEnd().split('\n').map(encode)
const warmUp = Math.round(rate * WARM_UP_S)
const total = warmUp + Math.round(rate * seconds)
/** So many that an ID comes back into use long after its answer can. */
const batches = Array.from(
  { length: Math.ceil((rate * 2) / IDS) },
  () => new ClientBatch(libc, port, Buffer.from(header, 'hex')),
)
/** In milliseconds by query; -1 where there is none (yet). */
const latencies = new Float32Array(total).fill(-1)
const sentAt = new Float64Array(total)
/** By socket and ID, which query has it. */
const queryOf = new Int32Array(batches.length * IDS).fill(-1)
/** By socket. */
const nextId = new Uint16Array(batches.length)

run()
process.stdout.write(`${JSON.stringify(report())}\n`)

function run(): void {
  let sent = 0
  let waiting = 0
  const start = performance.now()
  for (let turn = 0; ; turn++) {
    const now = performance.now()
    const due = Math.min(total, Math.floor(((now - start) * rate) / 1000)) - sent
    if (due > 0) {
      const more = send(turn % batches.length, sent, due, now)
      sent += more
      waiting += more
    }
    for (let s = 0; s < batches.length; s++) waiting -= receive(s)
    if (sent === total && (waiting === 0 || now - sentAt[total - 1]! > WAIT_MS)) return
  }
}

/** Queries from `first` on over socket `s`; gives how many the system took. */
function send(s: number, first: number, due: number, now: number): number {
  const batch = batches[s]!
  const count = Math.min(due, batch.size)
  for (let k = 0; k < count; k++) batch.put(k, queries[(first + k) % queries.length]!, nextId[s]! + k)
  const sent = batch.send(count)
  for (let k = 0; k < sent; k++) {
    queryOf[s * IDS + nextId[s]!] = first + k
    sentAt[first + k] = now
    nextId[s]!++
  }
  return sent
}

function receive(s: number): number {
  const batch = batches[s]!
  const received = batch.receive()
  if (received === 0) return 0
  const now = performance.now()
  let answered = 0
  for (let k = 0; k < received; k++) {
    const slot = s * IDS + batch.receivedId(k)
    const query = queryOf[slot]!
    if (query < 0) continue
    queryOf[slot] = -1
    latencies[query] = now - sentAt[query]!
    answered++
  }
  return answered
}

function report(): LatencyReport {
  const all = timesOf(warmUp, total)
  const seconds = Array.from({ length: Math.ceil((total - warmUp) / rate) }, (_, i) =>
    timesOf(warmUp + i * rate, Math.min(total, warmUp + (i + 1) * rate)),
  )
  return {
    sent: total - warmUp,
    asked: total,
    lost: total - warmUp - all.length,
    p50: quantile(all, 0.5),
    p99: quantile(all, 0.99),
    p999: quantile(all, 0.999),
    max: quantile(all, 1),
    worstP999: Math.max(...seconds.filter((times) => times.length > 0).map((times) => quantile(times, 0.999))),
  }
}

/** From the fastest to the slowest. */
function timesOf(from: number, to: number): Float32Array {
  return latencies
    .slice(from, to)
    .filter((ms) => ms >= 0)
    .sort()
}

function encode(line: string): Uint8Array {
  const [name, type] = line.split(' ') as [string, string]
  return queryMessage(name, typeCode(type)!, 0)
}
