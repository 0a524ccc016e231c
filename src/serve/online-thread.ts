// The thread that signs answers when somebody asks. It has the keys of the zones that want that, the same generation and the same composer
// as all other threads, and takes one question after the other: only those who ask such questions wait for each other.

import { once } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import { parentPort, receiveMessageOnPort } from 'node:worker_threads'
import { HandedReader } from '../net/batch/handed.ts'
import { loadLibc } from '../net/batch/libc.ts'
import { HandedQueue } from '../net/batch/listener.ts'
import { SingleSender } from '../net/batch/single-sender.ts'
import type { Desk, Peer, Respond } from '../net/peer.ts'
import { serveDesk } from '../net/remote-desk.ts'
import { Counters } from '../observe/counters.ts'
import { Tap } from '../observe/tap.ts'
import { OnlineSignatures, type OnlineZone } from '../sign/online-signatures.ts'
import { thisMoment } from '../system/clocks.ts'
import { traceOf } from '../system/why.ts'
import { Changeover } from './changeover.ts'
import {
  type FromOnlineThread,
  MOST_KEPT,
  type OnlineThreadData,
  OnlineWord,
  type ToOnlineThread,
} from './online-messages.ts'
import { watched } from './watched.ts'

const TICK = 100
/** Datagrams of one worker before those of the next have their turn. */
const UNITS = 16
const ROOM = 0xffff

const port = parentPort!
const [begin] = (await once(port, 'message')) as [ToOnlineThread & { kind: 'begin' }]
const { data } = begin

const words = new Int32Array(data.words)
const counters = new Counters(data.counters)
const taps = data.taps.map(({ filter, ring }) => new Tap(filter, ring))
const signatures = new OnlineSignatures(seconds(), MOST_KEPT)
signatures.use(data.zones)
const over = new Changeover(data, data.publications, counters, undefined, signatures)
const { responder } = over
const out = new Uint8Array(ROOM)
let ticked = -1
let faulted = -1

const answering = watched(responder.respondAtDesk, {
  counters,
  taps,
  generation: () => over.generation,
  onFault: (error) => {
    if (ticked === faulted) return
    faulted = ticked
    port.postMessage({ fault: traceOf(error) } satisfies FromOnlineThread)
  },
})

const respond: Respond = (...message) => {
  catchUp()
  Atomics.add(words, OnlineWord.answered, 1)
  return answering(...message)
}

/** Takes new keys and publications over. Keys come before the publications that need them. */
function catchUp(): void {
  try {
    takeNews()
  } catch (error) {
    // A desk would report the error for this one question. Thrown once more it ends the thread: nobody is answered out of the old generation.
    queueMicrotask(() => {
      throw error
    })
    throw error
  }
}

function takeNews(): void {
  for (let next = receiveMessageOnPort(data.keys); next; next = receiveMessageOnPort(data.keys))
    signatures.use(next.message as readonly OnlineZone[])
  const before = over.generation
  over.catchUp()
  if (over.generation !== before) signatures.forget()
}

function answer(message: Uint8Array, peer: Peer): Uint8Array {
  return out.slice(0, Math.max(respond(message, 0, message.length, peer, out, 0), 0))
}

const desk: Desk = {
  async *answer(message, peer) {
    const made = answer(message, peer)
    if (made.length > 0) yield made
  },
}
serveDesk(data.asked, desk)

const ticker = setInterval(() => {
  ticked = performance.now()
  catchUp()
  responder.tick(thisMoment())
  signatures.tick(seconds())
  for (const tap of taps) tap.refresh()
  tellCounts(data)
}, TICK)

let isStopped = false
port.on('message', (message: ToOnlineThread) => {
  if (message.kind === 'begin') return
  isStopped = true
  Atomics.notify(words, OnlineWord.bell)
  clearInterval(ticker)
  tellCounts(data)
  for (const one of [data.publications, data.keys, data.asked, port]) one.close()
})
if (data.rings.length > 0) await serveDatagrams(data)

/** Answers the datagrams that workers hand over, until the server ends. */
async function serveDatagrams({ rings, sockets }: OnlineThreadData): Promise<void> {
  const libc = await loadLibc()
  if (typeof libc === 'string') throw new Error(`cannot answer datagrams: ${libc}`)
  const sender = new SingleSender(libc)
  const queues = rings.map((ring, i) => {
    const queue = new HandedQueue(new HandedReader(ring), sender, {
      proxied: { strangers: 0, broken: 0 },
      datagrams: { take: (message, peer, send) => sendAnswer(answer(message, peer), send) },
    })
    for (const socket of sockets[i]!)
      queue.sockets.push({ socket, counts: { received: 0, sent: 0, failed: 0 }, isOpen: true })
    return queue
  })
  while (!isStopped) {
    const rung = Atomics.load(words, OnlineWord.bell)
    let taken = 0
    for (const queue of queues) taken += queue.takeTurn(UNITS)
    // Questions of streams come by messages, which need a turn.
    if (taken > 0) await setImmediate()
    else await Atomics.waitAsync(words, OnlineWord.bell, rung).value
  }
}

function sendAnswer(made: Uint8Array, send: (answer: Uint8Array) => void): void {
  if (made.length > 0) send(made)
}

function tellCounts({ words: shared }: OnlineThreadData): void {
  const told = new Int32Array(shared)
  Atomics.store(told, OnlineWord.made, signatures.made)
  Atomics.store(told, OnlineWord.reused, signatures.reused)
  Atomics.store(told, OnlineWord.kept, signatures.octets)
}

function seconds(): number {
  return Math.floor(Date.now() / 1000)
}
