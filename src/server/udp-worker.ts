// The thread of one UDP worker: its own responder over the shared generation, and the loop that receives and sends.

import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { loadLibc } from '../transport/batch/libc.ts'
import { serveBatches } from '../transport/batch/loop.ts'
import type { BatchSocket } from '../transport/batch/socket.ts'
import { Responder, type ResponderOptions } from './responder.ts'
import { openGeneration, type SharedGeneration } from './share.ts'
import { Control, READY } from './worker-control.ts'

export type UdpWorkerData = {
  readonly sockets: readonly BatchSocket[]
  readonly generation: SharedGeneration
  readonly options: ResponderOptions
  readonly control: SharedArrayBuffer
}

const { sockets, generation, options, control } = workerData as UdpWorkerData
const port = parentPort!
const libc = await loadLibc()
if (typeof libc === 'string') throw new Error(`cannot serve UDP in batches: ${libc}`)

const responder = new Responder(openGeneration(generation), options)
const words = new Int32Array(control)
let serving = generation.number

port.postMessage(READY)
serveBatches(libc, {
  sockets,
  respond: responder.respond,
  counts: { received: 0, sent: 0, failed: 0 },
  goOn: () => {
    if (Atomics.load(words, Control.generation) !== serving) changeOver()
    return Atomics.load(words, Control.stop) === 0
  },
})
port.close()

/** The event loop does not run here while the thread serves: the message that carries the generation is fetched. */
function changeOver(): void {
  for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port)) {
    const shared = next.message as SharedGeneration
    responder.use(openGeneration(shared))
    serving = shared.number
  }
}
