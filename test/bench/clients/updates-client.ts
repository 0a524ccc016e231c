// Changes addresses of a zone as fast as a server takes it, so many messages at once and no more: a program of its own, so that it has
// a core for itself. All messages are signed beforehand. `node updates-client.ts JSON`, with an UpdatesTask; prints an UpdatesReport.

import { createSocket } from 'node:dgram'
import { signRequest } from '../../../src/wire/tsig/sign.ts'
import { tsigKey } from '../../support/tsig.ts'
import { updateMessage } from '../../support/update-message.ts'
import { quantile } from '../measure/statistics.ts'
import type { UpdatesReport, UpdatesTask } from './updates.ts'

const { port, zone, key, outstanding, warmUp, messages, run } = JSON.parse(process.argv[2]!) as UpdatesTask

/** Answers that come later are lost. */
const WAIT_MS = 3000
/** Names that get one address after the other. */
const NAMES = 1000
const IDS = 0x1_0000

const total = warmUp + messages
const signer = tsigKey(key.algorithm, key.name, key.secret)
const now = Math.floor(Date.now() / 1000)
const signed = Array.from({ length: total }, (_, i) => {
  const name = `dyn${i % NAMES}`
  const address = `10.${100 + (run % 100)}.${(i >>> 8) & 255}.${i & 255}`
  const lines = [`delete ${name} A`, `add ${name} 300 A ${address}`]
  return signRequest(signer, updateMessage(zone, lines, { id: i % IDS }), now).message
})
const sentAt = new Float64Array(total).fill(-1)
const took = new Float64Array(total).fill(-1)
let [sent, answered, failed] = [0, 0, 0]
let begun = 0
const socket = createSocket({ type: 'udp4', recvBufferSize: 1 << 22 })
socket.on('message', answer)
socket.bind(0, '127.0.0.1', () => {
  while (sent < Math.min(outstanding, total)) send()
})
const watch = setInterval(giveUp, 100)

function send(): void {
  if (sent === warmUp) begun = performance.now()
  const i = sent++
  sentAt[i] = performance.now()
  socket.send(signed[i]!, port, '127.0.0.1')
}

function answer(octets: Buffer): void {
  const id = octets.readUInt16BE(0)
  // The newest that has this ID.
  let i = sent - 1 - ((((sent - 1) % IDS) - id + IDS) % IDS)
  if (i < 0) i = id
  if (sentAt[i]! < 0 || took[i]! >= 0) return
  took[i] = performance.now() - sentAt[i]!
  if ((octets[3]! & 0xf) !== 0) failed++
  next()
}

function next(): void {
  answered++
  if (sent < total) send()
  else if (answered === total) end()
}

function giveUp(): void {
  const late = performance.now() - WAIT_MS
  for (let i = 0; i < sent; i++)
    if (took[i]! < 0 && sentAt[i]! < late) {
      took[i] = WAIT_MS
      failed++
      next()
    }
}

function end(): void {
  const seconds = (performance.now() - begun) / 1000
  clearInterval(watch)
  socket.close()
  const sorted = took.slice(warmUp).sort()
  const report: UpdatesReport = {
    perSecond: messages / seconds,
    p50: quantile(sorted, 0.5),
    p99: quantile(sorted, 0.99),
    max: quantile(sorted, 1),
    failed,
  }
  process.stdout.write(`${JSON.stringify(report)}\n`)
}
