// Lets another thread ask the desk: one message goes there, and answers come one by one, each when the thread wants it. Secrets and whole
// zones stay in the main thread.

import type { MessagePort } from 'node:worker_threads'
import type { ListenAddress } from './endpoint.ts'
import { type Desk, Peer, type Signed } from './peer.ts'
import type { Protocol } from './protocols.ts'

type End = { readonly family: 4 | 6; readonly octets: Uint8Array }

/** A peer as it goes from thread to thread. */
type SentPeer = {
  readonly protocol: Protocol
  readonly listener: ListenAddress
  readonly encrypted: boolean
  readonly sender: End
  readonly client: End
  readonly local: End
  readonly proven: boolean
  readonly xot: boolean
  readonly certificate: Uint8Array | undefined
  readonly certified: string | undefined
  readonly port: number
  readonly key: string | undefined
  readonly signed: Signed | undefined
}

type Asked =
  | { readonly ask: number; readonly message: Uint8Array; readonly peer: SentPeer }
  | { readonly next: number }
  | { readonly end: number }
type Told = { readonly of: number; readonly answer?: Uint8Array; readonly failed?: true }

/** The other thread's end. */
export class RemoteDesk implements Desk {
  readonly #port: MessagePort
  readonly #waiting = new Map<number, (told: Told) => void>()
  #last = 0

  constructor(port: MessagePort) {
    this.#port = port
    port.on('message', (told: Told) => {
      const wake = this.#waiting.get(told.of)
      this.#waiting.delete(told.of)
      wake?.(told)
    })
  }

  async *answer(message: Uint8Array, peer: Peer): AsyncGenerator<Uint8Array, void, undefined> {
    const number = ++this.#last
    // We ask at once, so that the desk answers from the present editions.
    let told = this.#send(number, { ask: number, message, peer: sent(peer) })
    let isOver = false
    try {
      for (;;) {
        const { answer, failed } = await told
        isOver = answer === undefined
        if (failed) throw new Error('the desk has failed')
        if (answer === undefined) return
        yield answer
        told = this.#send(number, { next: number })
      }
    } finally {
      this.#waiting.delete(number)
      if (!isOver) this.#port.postMessage({ end: number } satisfies Asked)
    }
  }

  /** To be called when the other thread has ended: all open questions fail. */
  end(): void {
    for (const [of, wake] of this.#waiting) wake({ of, failed: true })
    this.#waiting.clear()
  }

  #send(number: number, asked: Asked): Promise<Told> {
    return new Promise((resolve) => {
      this.#waiting.set(number, resolve)
      this.#port.postMessage(asked)
    })
  }
}

/** The main thread's end: answers messages from the port until that closes. */
export function serveDesk(port: MessagePort, desk: Desk): void {
  const open = new Map<number, AsyncIterator<Uint8Array>>()
  const pass = (number: number, answers: AsyncIterator<Uint8Array>) => {
    answers.next().then(
      ({ done, value }) => {
        if (done) open.delete(number)
        port.postMessage({ of: number, ...(!done && { answer: value }) } satisfies Told)
      },
      () => {
        open.delete(number)
        port.postMessage({ of: number, failed: true } satisfies Told)
      },
    )
  }
  port.on('message', (asked: Asked) => {
    if ('ask' in asked) {
      const answers = desk.answer(asked.message, received(asked.peer))[Symbol.asyncIterator]()
      open.set(asked.ask, answers)
      pass(asked.ask, answers)
    } else if ('next' in asked) {
      const answers = open.get(asked.next)
      if (answers !== undefined) pass(asked.next, answers)
    } else {
      void open.get(asked.end)?.return?.()
      open.delete(asked.end)
    }
  })
  port.on('close', () => {
    for (const answers of open.values()) void answers.return?.()
  })
}

function sent(peer: Peer): SentPeer {
  const { protocol, listener, encrypted, proven, xot, certificate, certified, port, key, signed } = peer
  const end = ({ family, octets }: Peer['sender']): End => ({ family, octets: octets.slice(0, family === 4 ? 4 : 16) })
  return {
    ...{ protocol, listener, encrypted, proven, xot, certificate, certified, port, key, signed },
    sender: end(peer.sender),
    client: end(peer.client),
    local: end(peer.local),
  }
}

function received(from: SentPeer): Peer {
  const peer = new Peer(from.protocol, from.listener, from.encrypted)
  peer.sender.set(from.sender.octets)
  peer.client.set(from.client.octets)
  peer.local.set(from.local.octets)
  peer.proven = from.proven
  peer.xot = from.xot
  peer.certificate = from.certificate
  peer.certified = from.certified
  peer.port = from.port
  peer.key = from.key
  peer.signed = from.signed
  return peer
}
