// Bounds the connections of the control socket. A new one displaces one that has not asked yet, the longest idle first, then one that does
// not take its answer; never one that waits for what it asked for, such as a reload.

import type { Socket } from 'node:net'

export const CONTROL_CONNECTIONS = 32

/** `asks`: no whole request has come. `waits`: the server works on it. `takes`: the answer waits until the client reads it. */
type State = 'asks' | 'waits' | 'takes'

export class ControlConnections {
  readonly #limit: number
  /** In the order of their last change of state: the one that has stood still longest comes first. */
  readonly #open = new Map<Socket, State>()

  constructor(limit = CONTROL_CONNECTIONS) {
    this.#limit = limit
  }

  /** Takes a connection; false where no other one can be displaced. */
  admit(socket: Socket): boolean {
    if (this.#open.size >= this.#limit) {
      const idlest = this.#first('asks') ?? this.#first('takes')
      if (idlest === undefined) return false
      // It makes room at once, not when the system has told that it is closed.
      this.#open.delete(idlest)
      idlest.destroy()
    }
    this.#open.set(socket, 'asks')
    socket.once('close', () => this.#open.delete(socket))
    return true
  }

  /** Notes the new state of a connection that is still open. */
  note(socket: Socket, state: State): void {
    if (this.#open.delete(socket)) this.#open.set(socket, state)
  }

  #first(wanted: State): Socket | undefined {
    for (const [socket, state] of this.#open) if (state === wanted) return socket
    return undefined
  }
}
