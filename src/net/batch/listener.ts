// The batched path as a listener: this thread opens the sockets and answers what workers hand over; workers read the sockets.

import { setAddress } from '../address.ts'
import type { Listen, Service, UdpCounts } from '../listener.ts'
import { Peer } from '../peer.ts'
import { behindHeader } from '../proxy/datagram.ts'
import type { Turned } from '../turns.ts'
import { localOf, portOf, senderOf } from './addresses.ts'
import { type HandedDatagram, HandedReader, handedRing } from './handed.ts'
import type { Libc } from './libc.ts'
import { SingleSender } from './single-sender.ts'
import { type BatchSocket, openSockets } from './socket.ts'

/** Opens a socket for each worker on every address, and keeps them by worker. */
export class BatchSockets {
  /** One list for each worker. */
  readonly byWorker: readonly (readonly BatchSocket[])[]
  /** The ring of each worker, for datagrams that the desk is to answer. */
  readonly rings: readonly SharedArrayBuffer[]
  readonly #libc: Libc
  readonly #lists: BatchSocket[][]
  readonly #readers: readonly HandedReader[]
  #service: Service | undefined
  #queues: readonly HandedQueue[] = []

  constructor(libc: Libc, workers: number) {
    this.#libc = libc
    this.#lists = Array.from({ length: workers }, () => [])
    this.byWorker = this.#lists
    this.rings = this.#lists.map(handedRing)
    this.#readers = this.rings.map((ring) => new HandedReader(ring))
  }

  /** Datagrams that found a ring full. */
  get dropped(): number {
    return this.#readers.reduce((sum, { dropped }) => sum + dropped, 0)
  }

  /** Opens the sockets of an address. Close them only when no worker reads them any more. */
  readonly listen: Listen = async (address, service) => {
    if (this.#service === undefined) this.#begin(service)
    const sockets = openSockets(this.#libc, address, this.#lists.length)
    const counts = { received: 0, sent: 0, failed: 0 }
    const opened = sockets.map((socket): OpenSocket => ({ socket, counts, isOpen: true }))
    opened.forEach((one, worker) => {
      this.#queues[worker]!.sockets.push(one)
      this.#lists[worker]!.push(one.socket)
    })
    return {
      endpoint: sockets[0]!.listener,
      counts,
      close: async () => {
        opened.forEach((one, worker) => {
          this.#close(one, worker)
        })
      },
    }
  }

  /** Closes one socket. Answers that the desk still makes for it go nowhere: the descriptor may belong to something else by then. */
  #close(one: OpenSocket, worker: number): void {
    const { sockets } = this.#queues[worker]!
    sockets.splice(sockets.indexOf(one), 1)
    const list = this.#lists[worker]!
    list.splice(list.indexOf(one.socket), 1)
    one.isOpen = false
    this.#libc.close(one.socket.fd)
  }

  #begin(service: Service): void {
    this.#service = service
    const sender = new SingleSender(this.#libc)
    this.#queues = this.#readers.map((reader) => new HandedQueue(reader, sender, service))
  }

  /** To be called when the worker has handed something over, or has ended. */
  called(worker: number): void {
    this.#service?.turns.arrived(this.#queues[worker]!)
  }

  /** To be called when all workers have ended: takes the datagrams that they have left. */
  drain(): void {
    for (const queue of this.#queues) queue.takeTurn(Infinity)
  }
}

export type OpenSocket = { readonly socket: BatchSocket; readonly counts: UdpCounts; isOpen: boolean }

/** The part of Service that answers handed datagrams. */
type Answering = Pick<Service, 'proxied'> & { readonly datagrams: Pick<Service['datagrams'], 'take'> }

/** The datagrams that one worker has handed over. */
export class HandedQueue implements Turned {
  readonly #reader: HandedReader
  readonly #sender: SingleSender
  readonly #service: Answering
  /** In the order in which the worker knows them. */
  readonly sockets: OpenSocket[] = []

  constructor(reader: HandedReader, sender: SingleSender, service: Answering) {
    this.#reader = reader
    this.#sender = sender
    this.#service = service
  }

  get wantsTurn(): boolean {
    return this.#reader.waiting > 0 && this.sockets.length > 0
  }

  takeTurn(units: number): number {
    let taken = 0
    for (; taken < units && this.sockets.length > 0; taken++) {
      const datagram = this.#reader.next()
      if (datagram === undefined) break
      this.#ask(datagram)
    }
    return taken
  }

  #ask({ socket: at, name, control, message }: HandedDatagram): void {
    const one = this.sockets[at]!
    const { socket, counts } = one
    const peer = new Peer('udp', socket.listener)
    senderOf(name, 0, socket.family, peer.sender)
    peer.port = portOf(name, 0)
    if (control.length > 0) localOf(control, 0, socket.family, peer.local)
    else setAddress(peer.local, socket.listener.address)
    const from = behindHeader(message, 0, message.length, peer, this.#service.proxied)
    if (from < 0) return
    this.#service.datagrams.take(message.subarray(from), peer, (answer) => {
      if (!one.isOpen) return
      if (this.#sender.send(socket.fd, name, control, answer)) counts.sent++
      else counts.failed++
    })
  }
}
