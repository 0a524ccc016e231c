// One TCP client: its queries in, its answers out, and never more time or memory than the limits grant (RFC 7766).

import type { Socket } from 'node:net'
import { Frames, LENGTH, MAX_MESSAGE } from './frames.ts'
import type { Peer, Respond } from './peer.ts'
import type { TcpLimits } from './tcp-limits.ts'

/** What all connections have in common. */
export type TcpService = {
  readonly respond: Respond
  readonly limits: TcpLimits
  /** Where answers are joined before they are written: lent to one connection at a time, never across events. */
  readonly out: Uint8Array
}

/** Octets that one answer may need, and with them room to join many small ones. */
const ANSWER_ROOM = LENGTH + MAX_MESSAGE
export const JOINED_ANSWERS = 2 * ANSWER_ROOM

export class TcpConnection {
  readonly #socket: Socket
  readonly #peer: Peer
  readonly #service: TcpService
  readonly #progress: () => void
  readonly #frames = new Frames()
  #awaited: 'message' | 'reader' | 'close' = 'message'
  #timer: NodeJS.Timeout
  /** Too much waits unsent: what was read stays unanswered until the client has taken its answers. */
  #stalled = false
  /** Nothing more is read; when what has been read is answered, we close. */
  #last = false

  /** `progress` is called when the client has sent a whole message or has taken its answers. */
  constructor(socket: Socket, peer: Peer, service: TcpService, progress: () => void) {
    this.#socket = socket
    this.#peer = peer
    this.#service = service
    this.#progress = progress
    this.#timer = setTimeout(this.#expire, service.limits.idleTimeout)
    socket.on('data', (read: Uint8Array) => this.#read(read))
    // A client may close its sending side and still wait for answers.
    socket.on('end', () => this.drain())
    // 'close' follows; that a stranger's connection broke is nothing to tell anybody.
    socket.on('error', () => {})
    socket.on('close', () => clearTimeout(this.#timer))
  }

  /** Answers what has been read and closes. */
  drain(): void {
    this.#last = true
    if (!this.#stalled) this.#finish()
  }

  /** Closes at once. Answers not yet sent are lost; the client asks again (RFC 7766 §6.2.4). */
  cut(): void {
    this.#socket.destroy()
  }

  #read(read: Uint8Array): void {
    if (this.#last) return
    this.#frames.push(read)
    this.#answer()
  }

  /** Answers the messages read so far, joined into as few writes as they fit into, until they run out or the client stalls. */
  #answer(): void {
    const { limits, out } = this.#service
    let full = true
    while (full && !this.#stalled) {
      const joined = this.#join()
      full = joined + ANSWER_ROOM > out.length
      // RFC 7766 §8: length and message in one write. Copied, because a slow client's socket keeps it.
      if (joined > 0) this.#socket.write(Buffer.from(out.subarray(0, joined)), this.#written)
      this.#stalled = this.#socket.writableLength > limits.unsentOctets
    }
    if (this.#stalled) this.#socket.pause()
    else if (this.#last) this.#finish()
    else this.#socket.resume()
    if (this.#socket.writableLength > 0 && this.#awaited !== 'reader') this.#await('reader')
  }

  /** Puts answers into `out` while there is room and gives how many octets they take. */
  #join(): number {
    const { respond, out } = this.#service
    let at = 0
    let answered = false
    while (at + ANSWER_ROOM <= out.length) {
      const length = this.#frames.next()
      if (length < 0) break
      if (length === 0) {
        // An empty frame asks nothing; no resolver sends one, and a flood of them would keep us busy for no answer.
        this.#last = true
        break
      }
      answered = true
      const { bytes, from, to } = this.#frames
      const size = respond(bytes, from, to, this.#peer, out, at + LENGTH)
      if (size === 0) continue
      out[at] = size >> 8
      out[at + 1] = size
      at += LENGTH + size
    }
    if (answered) this.#progressed()
    return at
  }

  /** RFC 7766 §6.2.3: the idle timeout starts again with a whole message, not with a part of one. */
  #progressed(): void {
    this.#progress()
    if (this.#awaited === 'message') this.#timer.refresh()
  }

  /** Called when the system has taken one write, sooner or later. */
  readonly #written = (error?: Error | null): void => {
    if (error) return
    this.#progress()
    const unsent = this.#socket.writableLength
    if (unsent > 0) this.#await('reader')
    else if (this.#awaited === 'reader') this.#await(this.#last ? 'close' : 'message')
    if (!this.#stalled || unsent > this.#service.limits.unsentOctets) return
    this.#stalled = false
    this.#answer()
  }

  /** Sends what waits and says that we are done; what still comes is read and thrown away, for a reset would take answers with it. */
  #finish(): void {
    this.#socket.end()
    this.#socket.resume()
    this.#await(this.#socket.writableLength > 0 ? 'reader' : 'close')
  }

  /** Starts the time for what must happen next. */
  #await(event: 'message' | 'reader' | 'close'): void {
    if (event === this.#awaited) {
      this.#timer.refresh()
      return
    }
    this.#awaited = event
    clearTimeout(this.#timer)
    const { idleTimeout, writeTimeout, closeTimeout } = this.#service.limits
    this.#timer = setTimeout(this.#expire, { message: idleTimeout, reader: writeTimeout, close: closeTimeout }[event])
  }

  readonly #expire = (): void => this.cut()
}
