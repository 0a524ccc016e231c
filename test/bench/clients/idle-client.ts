// Opens connections of TLS, asks one question on each, and keeps them open without a word. `node idle-client.ts JSON`, with an IdleTask;
// prints a line once all are open, and ends when it is told to.

import { connect } from 'node:tls'
import { queryMessage } from './asker.ts'
import type { IdleTask } from './idle.ts'

const { port, connections, name, type } = JSON.parse(process.argv[2]!) as IdleTask

/** Handshakes under way at a time. */
const AT_ONCE = 16
/** Fewer than the ports that one address has. */
const PER_ADDRESS = 5000

const message = queryMessage(name, type, 1)
const question = Buffer.concat([Buffer.from([message.length >> 8, message.length & 0xff]), message])
let begun = 0
let open = 0
let failed = 0

for (let i = 0; i < AT_ONCE; i++) next()

function next(): void {
  if (begun === connections) return
  const from = { localAddress: `127.0.2.${1 + Math.floor(begun++ / PER_ADDRESS)}` }
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ...from })
  let done = false
  const settle = (isOpen: boolean) => {
    if (done) return
    done = true
    if (isOpen) open++
    else failed++
    if (open + failed === connections) process.stdout.write(`${JSON.stringify({ open, failed })}\n`)
    else next()
  }
  socket.on('secureConnect', () => socket.write(question))
  socket.once('data', () => settle(true))
  socket.on('error', () => settle(false))
  socket.on('close', () => settle(false))
}
