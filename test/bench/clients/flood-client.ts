// Connections that ask without waiting for answers, as fast as they are read, and throw away what comes back.
// `node flood-client.ts JSON`, with a FloodTask.

import { connect } from 'node:net'
import { queryMessage } from './asker.ts'
import type { FloodTask } from './crowd.ts'

const { port, connections, name, type, seconds } = JSON.parse(process.argv[2]!) as FloodTask

const CHUNK = 1 << 16
/** Fewer than a server lets one client have. */
const PER_ADDRESS = 25

const message = queryMessage(name, type, 1)
const framed = Buffer.concat([Buffer.from([message.length >> 8, message.length & 0xff]), message])
const chunk = Buffer.concat(Array<Buffer>(Math.floor(CHUNK / framed.length)).fill(framed))

for (let i = 0; i < connections; i++) open(`127.0.1.${1 + Math.floor(i / PER_ADDRESS)}`)
setTimeout(() => process.exit(0), seconds * 1000)

/** One that a server closes comes back. */
function open(localAddress: string): void {
  const socket = connect({ port, host: '127.0.0.1', localAddress })
  const ask = () => {
    while (socket.writable && socket.write(chunk)) {}
  }
  socket.on('connect', ask)
  socket.on('drain', ask)
  socket.on('data', () => {})
  socket.on('error', () => {})
  socket.on('close', () => setTimeout(() => open(localAddress), 100))
}
