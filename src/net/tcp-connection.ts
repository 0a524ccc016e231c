// One TCP client: its queries in, its answers out, and never more time or memory than the limits grant (RFC 7766).

import type { Socket } from 'node:net'
import { Frames, LENGTH, MAX_MESSAGE } from './frames.ts'
import { type Desk, HANDED, type Peer, type Respond } from './peer.ts'
import { takeStraight } from './straight.ts'
import type { TcpLimits } from './tcp-limits.ts'
import { SHARE, type Turned, type Turns } from './turns.ts'

/** The parts of a server that all connections share. */
export type TcpService = {
  readonly respond: Respond
  readonly desk: Desk
  readonly limits: TcpLimits
  /** The buffer in which a connection joins answers before it writes them. One connection uses it at a time, and never across events. */
  readonly out: Uint8Array
  readonly turns: Turns
}

/** Octets that one answer may need, and with them room to join many small ones. */
const ANSWER_ROOM = LENGTH + MAX_MESSAGE
export const JOINED_ANSWERS = 2 * ANSWER_ROOM

/** Octets of an answer that count as one unit of a turn. */
const UNIT_OCTETS = 1024

/** The most records, and octets of them, that wait for their turn before we read no more: a record of TLS may hold 16 KB. */
const MOST_GATHERED = 64
const MOST_GATHERED_OCTETS = 16_384

/** The event that must come next. `taker`: the client takes the desk's messages. */
type Awaited = 'message' | 'reader' | 'taker' | 'close'

export class TcpConnection implements Turned {
  readonly #socket: Socket
  readonly #peer: Peer
  readonly #service: TcpService
  readonly #progress: () => void
  readonly #frames = new Frames()
  #awaited: Awaited = 'message'
  readonly #idle: NodeJS.Timeout
  /** The timer of #slowIn, kept running between waits: over TLS each write waits a moment and would set and clear a timer. */
  #slow: NodeJS.Timeout | undefined
  #slowIn: Awaited | undefined
  /** The reads may hold messages that have no answer yet. */
  #unanswered = false
  #paused = false
  /** Too much waits unsent: we answer no more until the client has taken its answers. */
  #stalled = false
  /** The desk answers one message; other messages wait until it has. */
  #desk: AsyncIterator<Uint8Array> | undefined
  /** The desk makes a message. */
  #making = false
  /** We read no more, and close when we have answered all that we have read. */
  #last = false

  /** `progress` is called when the client has sent a whole message or has taken its answers. */
  constructor(socket: Socket, peer: Peer, service: TcpService, progress: () => void) {
    this.#socket = socket
    this.#peer = peer
    this.#service = service
    this.#progress = progress
    this.#idle = setTimeout(() => this.#expire('message'), service.limits.idleTimeout)
    socket.on('data', this.#read)
    takeStraight(socket, this.#read)
    // A client may close its sending side and still wait for answers.
    socket.on('end', () => this.drain())
    // 'close' follows. We report nothing: connections of strangers may break.
    socket.on('error', () => {})
    socket.on('close', () => {
      clearTimeout(this.#idle)
      clearTimeout(this.#slow)
      void this.#desk?.return?.()
    })
  }

  /** Answers all that it has read, and closes. */
  drain(): void {
    this.#last = true
    if (!this.#unanswered && !this.#stalled && this.#desk === undefined) this.#finish()
  }

  /** Closes at once. Answers not yet sent are lost; the client asks again (RFC 7766 §6.2.4). */
  cut(): void {
    this.#socket.destroy()
  }

  readonly #read = (read: Uint8Array): void => {
    if (this.#last) return
    this.#frames.push(read)
    const isLined = this.#unanswered
    this.#unanswered = true
    // TLS hands on each record by itself, and resolvers put a question into each: answered one by one, each answer would cost a record
    // and a system call of its own.
    if (this.#peer.protocol === 'tls') this.#gather(isLined)
    else {
      this.#service.turns.arrived(this)
      this.#settle()
    }
  }

  #gather(isLined: boolean): void {
    if (!isLined) this.#service.turns.follows(this)
    else if (this.#frames.waiting >= MOST_GATHERED || this.#frames.waitingOctets >= MOST_GATHERED_OCTETS) this.#settle()
  }

  get wantsTurn(): boolean {
    if (this.#stalled || this.#socket.destroyed) return false
    return this.#desk === undefined ? this.#unanswered : !this.#making
  }

  /**
   * Answers messages read so far, joined into one write, until they run out, there is no more room, or the turn is over. Of the
   * desk's messages each is a turn.
   */
  takeTurn(units: number): number {
    if (!this.wantsTurn) return 0
    if (this.#desk !== undefined) return this.#ask(this.#desk)
    const { respond, out } = this.#service
    let at = 0
    let answers = 0
    while (at + ANSWER_ROOM <= out.length && answers + at / UNIT_OCTETS < units) {
      const length = this.#frames.next()
      if (length <= 0) {
        this.#unanswered = false
        // An empty frame asks nothing; no resolver sends one, and a flood of them would keep us busy for no answer.
        if (length === 0) this.#last = true
        break
      }
      answers++
      const { bytes, from, to } = this.#frames
      const size = respond(bytes, from, to, this.#peer, out, at + LENGTH)
      if (size === HANDED) {
        // We ask at once, so that the desk answers from the present editions and rights.
        this.#desk = this.#service.desk.answer(bytes.slice(from, to), this.#peer)[Symbol.asyncIterator]()
        answers += this.#ask(this.#desk)
        break
      }
      if (size > 0) {
        out[at] = size >> 8
        out[at + 1] = size
        at += LENGTH + size
      }
    }
    if (answers > 0) this.#progressed()
    if (at > 0) this.#write(out.subarray(0, at))
    this.#settle()
    return answers + at / UNIT_OCTETS
  }

  /**
   * Asks for the desk's next message: no more than the client takes. It goes out behind what this turn writes, and counts as a whole
   * share, because nobody knows its length and cost before it comes.
   */
  #ask(desk: AsyncIterator<Uint8Array>): number {
    this.#making = true
    desk.next().then(
      ({ done, value }) => {
        this.#making = false
        if (this.#socket.destroyed) return
        if (done) this.#desk = undefined
        else this.#passOn(value)
        this.#goOn()
      },
      // The answer cannot be completed: the client sees that, and asks again.
      () => this.cut(),
    )
    return SHARE
  }

  #passOn(answer: Uint8Array): void {
    const socket = this.#socket
    this.#progressed()
    socket.cork()
    socket.write(Uint8Array.of(answer.length >> 8, answer.length))
    socket.write(answer, this.#written)
    socket.uncork()
    this.#noteUnsent()
  }

  #goOn(): void {
    if (this.wantsTurn) this.#service.turns.again(this)
    else this.#settle()
  }

  #write(answers: Uint8Array): void {
    // RFC 7766 §8: length and message in one write. We copy, because a slow client's socket keeps the octets.
    this.#socket.write(Buffer.from(answers), this.#written)
    this.#noteUnsent()
  }

  #noteUnsent(): void {
    this.#stalled = this.#socket.writableLength > this.#service.limits.unsentOctets
    if (this.#socket.writableLength > 0 && this.#awaited !== 'reader' && this.#awaited !== 'taker') this.#awaitReader()
  }

  /** Reads on when we have answered all that we read, and the client has taken that. Until then more of its queries wait. */
  #settle(): void {
    const wait = this.#unanswered || this.#stalled || this.#desk !== undefined
    if (!wait && this.#last) this.#finish()
    else if (wait !== this.#paused) {
      this.#paused = wait
      if (wait) this.#socket.pause()
      else this.#socket.resume()
    }
  }

  /** RFC 7766 §6.2.3: the idle timeout starts again with a whole message, not with a part of one. */
  #progressed(): void {
    this.#progress()
    if (this.#awaited === 'message') this.#idle.refresh()
  }

  /** Called when the system has taken one write, sooner or later. */
  readonly #written = (error?: Error | null): void => {
    if (error) return
    this.#progress()
    const unsent = this.#socket.writableLength
    if (unsent > 0) this.#awaitReader()
    else if (this.#awaited === 'reader' || this.#awaited === 'taker') this.#await(this.#last ? 'close' : 'message')
    if (!this.#stalled || unsent > this.#service.limits.unsentOctets) return
    this.#stalled = false
    this.#goOn()
  }

  /** Sends what waits, and ends our side. We read and drop what still comes, for a reset would take answers with it. */
  #finish(): void {
    this.#socket.end()
    this.#socket.resume()
    if (this.#socket.writableLength > 0) this.#awaitReader()
    else this.#await('close')
  }

  /** The client may take the end of the desk's messages as slowly as the rest. */
  #awaitReader(): void {
    this.#await(this.#desk !== undefined || this.#awaited === 'taker' ? 'taker' : 'reader')
  }

  /** Starts the time for what must happen next. */
  #await(event: Awaited): void {
    this.#awaited = event
    if (event === 'message') this.#idle.refresh()
    else if (event === this.#slowIn) this.#slow!.refresh()
    else {
      const { writeTimeout, deskTimeout, closeTimeout } = this.#service.limits
      clearTimeout(this.#slow)
      this.#slowIn = event
      const after = { reader: writeTimeout, taker: deskTimeout, close: closeTimeout }[event]
      this.#slow = setTimeout(() => this.#expire(event), after)
    }
  }

  /** Cuts off the client, unless the connection awaits something else by now. */
  #expire(event: Awaited): void {
    if (event === this.#awaited) this.cut()
    else if (event === this.#slowIn) this.#slow = this.#slowIn = undefined
  }
}
