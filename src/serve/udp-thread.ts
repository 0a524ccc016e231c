// The thread of one UDP worker: its own responder over the shared generation, and the loop that receives and sends.

import { once } from 'node:events'
import { parentPort } from 'node:worker_threads'
import { HandedWriter } from '../net/batch/handed.ts'
import { loadLibc } from '../net/batch/libc.ts'
import { serveBatches } from '../net/batch/loop.ts'
import type { BatchSocket } from '../net/batch/socket.ts'
import { Counters } from '../observe/counters.ts'
import { Tap } from '../observe/tap.ts'
import { thisMoment } from '../system/clocks.ts'
import { shortenSlice } from '../system/slice.ts'
import { traceOf } from '../system/why.ts'
import { type Begun, Changeover } from './changeover.ts'
import { OnlineWord } from './online-messages.ts'
import { watched } from './watched.ts'
import { Control, HANDED_OVER, READY, type WorkerFault } from './worker-control.ts'

export type UdpWorkerData = Begun & {
  readonly sockets: readonly BatchSocket[]
  readonly counters: SharedArrayBuffer
  /** The ring for datagrams that the desk answers. */
  readonly handed: SharedArrayBuffer
  /** The ring for datagrams whose answers have to be signed, and the words of the thread that signs. */
  readonly toSign: { readonly ring: SharedArrayBuffer; readonly words: SharedArrayBuffer }
  readonly taps: readonly { readonly filter: SharedArrayBuffer; readonly ring: SharedArrayBuffer }[]
}

/** How often a busy worker looks at the clock, in milliseconds. */
const TICK = 100

const port = parentPort!
const libc = await loadLibc()
if (typeof libc === 'string') throw new Error(`cannot serve UDP in batches: ${libc}`)
await shortenSlice()
// Nothing is awaited from here on: messages that come after this one are fetched by catchUp().
const [data] = (await once(port, 'message')) as [UdpWorkerData]

const counters = new Counters(data.counters)
const taps = data.taps.map(({ filter, ring }) => new Tap(filter, ring))
// No datagram gets a whole zone.
const over = new Changeover(data, port, counters, () => false)
const { responder } = over
const handed = new HandedWriter(data.handed)
const counts = counters.udpCounts()
const proxied = counters.proxyCounts()
const words = new Int32Array(data.control)
const toSign = new HandedWriter(data.toSign.ring)
const signing = new Int32Array(data.toSign.words)
let isToSign = false
let ticked = -TICK
let faulted = -1

responder.mayWait = () => {
  isToSign = !toSign.isFull
  if (!isToSign) Atomics.add(signing, OnlineWord.truncated, 1)
  return isToSign
}

port.postMessage(READY)
serveBatches(libc, {
  sockets: data.sockets,
  respond: watched(responder.respond, {
    counters,
    taps,
    generation: () => over.generation,
    onFault: (error) => {
      // One a tick: somebody who can provoke a fault may do so often, and messages wait in memory.
      if (ticked === faulted) return
      faulted = ticked
      port.postMessage({ fault: traceOf(error) } satisfies WorkerFault)
    },
  }),
  counts,
  proxied,
  handOver: (socket, batch, i) => {
    if (!isToSign) {
      if (handed.put(socket, batch, i)) port.postMessage(HANDED_OVER)
      return
    }
    isToSign = false
    if (toSign.put(socket, batch, i)) ring()
  },
  took: (seconds, answers) => counters.took(seconds, answers),
  arrived: () => over.catchUp(),
  goOn: () => {
    over.catchUp()
    const now = performance.now()
    if (now - ticked >= TICK) tick(now)
    counters.beat(counts, proxied, over.generation.number)
    return Atomics.load(words, Control.stop) === 0
  },
})
port.close()

/** Wakes the thread that signs. */
function ring(): void {
  Atomics.add(signing, OnlineWord.bell, 1)
  Atomics.notify(signing, OnlineWord.bell)
}

function tick(now: number): void {
  ticked = now
  responder.tick(thisMoment())
  for (const tap of taps) tap.refresh()
}
