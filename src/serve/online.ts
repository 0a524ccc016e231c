// The thread that signs on request, seen from the main thread, which starts it with the first face that wants it, tells it every generation
// and the keys, and replaces it when it dies. The desk asks it for streams; workers hand it datagrams themselves.

import { MessageChannel, type MessagePort, type Worker } from 'node:worker_threads'
import { handedRing } from '../net/batch/handed.ts'
import type { BatchSocket } from '../net/batch/socket.ts'
import type { Desk, Peer, Respond } from '../net/peer.ts'
import { RemoteDesk } from '../net/remote-desk.ts'
import { Counters } from '../observe/counters.ts'
import type { OnlineZone } from '../sign/online-signatures.ts'
import { newThread } from '../system/threads.ts'
import { traceOf } from '../system/why.ts'
import {
  type FromOnlineThread,
  type OnlineThreadData,
  OnlineWord,
  onlineWords,
  signersText,
  type ToOnlineThread,
} from './online-messages.ts'
import { type Published, type SharedChange, shareGeneration } from './published.ts'
import { CONTROL_OCTETS, Control, type Publication } from './worker-control.ts'

const THREAD = new URL(import.meta.url.endsWith('.ts') ? './online-thread.ts' : './online-thread.js', import.meta.url)

/** Questions of the desk that may wait at one time, those of datagrams among them. */
export const MOST_ONLINE = 64
const RESTART_PAUSE = 1000

export type OnlineOptions = {
  /** UDP threads that hand over. */
  readonly workers: number
  readonly taps: OnlineThreadData['taps']
  /** Zones that are signed when somebody asks, as they are now. */
  readonly zones: () => readonly OnlineZone[]
  /** Answers a question for which there is no room. */
  readonly busy: Respond
  readonly onDeath: (reason: string) => void
  readonly onFault: (reason: string) => void
}

type Thread = {
  readonly worker: Worker
  readonly publications: MessagePort
  readonly keys: MessagePort
  readonly asked: MessagePort
  readonly desk: RemoteDesk
}

export type OnlineCounts = {
  readonly answered: number
  readonly made: number
  readonly reused: number
  readonly truncated: number
  readonly refused: number
  /** Questions of the desk that wait; octets of signatures that are kept. */
  readonly open: number
  readonly kept: number
}

export class Online implements Desk {
  readonly #options: OnlineOptions
  /** One for each worker. */
  readonly rings: readonly SharedArrayBuffer[]
  readonly words = onlineWords()
  #counters: SharedArrayBuffer | undefined
  readonly #control = new Int32Array(new SharedArrayBuffer(CONTROL_OCTETS))
  readonly #out = new Uint8Array(0xffff)
  #sockets: readonly (readonly BatchSocket[])[] = []
  #published: Published | undefined
  #publication = 1
  #thread: Thread | undefined
  #open = 0
  /** The keys that the thread has, as signersText(). */
  #signed = ''
  #isStopping = false

  constructor(options: OnlineOptions) {
    this.#options = options
    this.rings = Array.from({ length: options.workers }, handedRing)
    Atomics.store(this.#control, Control.publication, this.#publication)
  }

  /** Sockets answer from now on. `sockets`: one list for each worker, none where nobody takes datagrams in batches. */
  begin(published: Published, sockets: readonly (readonly BatchSocket[])[]): void {
    this.#published = published
    this.#sockets = sockets
    this.#startWanted()
  }

  /** As UdpWorkers.publish(). Call it before that: workers hand over questions about what they were told. */
  publish(published: Published, change: SharedChange | undefined): void {
    const before = this.#published
    this.#published = published
    if (before === undefined) return
    if (this.#thread === undefined) {
      // Faces alone have changed: whether their denials are signed on request stays as it was.
      if (change === undefined || change.views.some(({ come }) => come?.online)) this.#startWanted()
      return
    }
    const { publications, keys } = this.#thread
    const zones = this.#options.zones()
    const signed = signersText(zones)
    if (signed !== this.#signed) keys.postMessage(zones)
    this.#signed = signed
    const shared = change ?? shareGeneration(published)
    const publication = ++this.#publication
    publications.postMessage({ publication, shared } satisfies Publication)
    Atomics.store(this.#control, Control.publication, publication)
  }

  /** Answers a question of the desk; one that finds no room is told so. */
  async *answer(message: Uint8Array, peer: Peer): AsyncGenerator<Uint8Array, void, undefined> {
    if (this.#thread === undefined || this.#open >= MOST_ONLINE) {
      yield* this.#busy(message, peer)
      return
    }
    const made = await this.#made(this.#thread.desk, message, peer)
    if (made === 'failed') yield* this.#busy(message, peer)
    else if (made !== undefined) yield made
  }

  /** Makes the answer, and holds its room until it is made, not until the client takes it. */
  async #made(desk: Desk, message: Uint8Array, peer: Peer): Promise<Uint8Array | 'failed' | undefined> {
    this.#open++
    try {
      for await (const answer of desk.answer(message, peer)) return answer
      return undefined
    } catch {
      // The thread died. The client's connection stays, for it may have asked more.
      return 'failed'
    } finally {
      this.#open--
    }
  }

  get counts(): OnlineCounts {
    const words = new Int32Array(this.words)
    const count = (word: keyof typeof OnlineWord) => Atomics.load(words, OnlineWord[word]) >>> 0
    return {
      answered: count('answered'),
      made: count('made'),
      reused: count('reused'),
      truncated: count('truncated'),
      refused: count('refused'),
      open: this.#open,
      kept: count('kept'),
    }
  }

  /** The counters of the thread, if there has been one. */
  get counters(): readonly SharedArrayBuffer[] {
    return this.#counters === undefined ? [] : [this.#counters]
  }

  /** Whether the thread runs. */
  get isRunning(): boolean {
    return this.#thread !== undefined
  }

  /** Resolves once the thread uses no socket any more. */
  async close(): Promise<void> {
    this.#isStopping = true
    const { worker } = this.#thread ?? {}
    if (worker === undefined) return
    const ended = new Promise((resolve) => worker.once('exit', resolve))
    worker.postMessage({ kind: 'stop' } satisfies ToOnlineThread)
    await ended
  }

  *#busy(message: Uint8Array, peer: Peer): Generator<Uint8Array, void, undefined> {
    Atomics.add(new Int32Array(this.words), peer.stream ? OnlineWord.refused : OnlineWord.truncated, 1)
    const length = this.#options.busy(message, 0, message.length, peer, this.#out, 0)
    if (length > 0) yield this.#out.slice(0, length)
  }

  #startWanted(): void {
    if (this.#isStopping || this.#published === undefined || !isWanted(this.#published)) return
    this.#thread ??= this.#start(this.#published)
  }

  #start(published: Published): Thread {
    const worker = newThread(THREAD)
    const zones = this.#options.zones()
    this.#signed = signersText(zones)
    this.#counters ??= new Counters().buffer
    const [publications, keys, asked] = [new MessageChannel(), new MessageChannel(), new MessageChannel()]
    const data: OnlineThreadData = {
      generation: shareGeneration(published),
      publication: this.#publication,
      control: this.#control.buffer as SharedArrayBuffer,
      zones,
      publications: publications.port2,
      keys: keys.port2,
      asked: asked.port2,
      sockets: this.#sockets,
      rings: this.#sockets.length === 0 ? [] : this.rings,
      words: this.words,
      counters: this.#counters,
      taps: this.#options.taps,
    }
    worker.postMessage({ kind: 'begin', data } satisfies ToOnlineThread, [publications.port2, keys.port2, asked.port2])
    const desk = new RemoteDesk(asked.port1)
    let reason = 'it ended without a reason'
    worker.on('message', ({ fault }: FromOnlineThread) => this.#options.onFault(fault))
    worker.on('error', (error) => {
      reason = traceOf(error)
    })
    worker.on('exit', () => {
      for (const { port1 } of [publications, keys, asked]) port1.close()
      desk.end()
      this.#thread = undefined
      if (this.#isStopping) return
      this.#options.onDeath(reason)
      setTimeout(() => this.#startWanted(), RESTART_PAUSE).unref()
    })
    return { worker, publications: publications.port1, keys: keys.port1, asked: asked.port1, desk }
  }
}

function isWanted({ generation }: Published): boolean {
  return generation.views.some(({ zones }) => zones.members.some(({ online }) => online !== undefined))
}
