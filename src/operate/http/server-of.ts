// The server below the app: HTTP/1.1, in the clear or over TLS.

import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { Socket } from 'node:net'
import type { ShownPair } from '../../net/tls/certificates.ts'

/** Milliseconds. */
const REQUEST = 10_000
const IDLE = 30_000
/** The longest that a verb takes, of which nothing is heard meanwhile: a plan of many thousand files, all rules over large zones. */
const WORK = 900_000

export function serverOf(handler: RequestListener, pair: ShownPair | undefined): Server {
  const times = { requestTimeout: REQUEST, keepAliveTimeout: IDLE }
  const server =
    pair === undefined ? createServer(times, handler) : createSecureServer({ ...times, ...secured(pair) }, handler)
  server.setTimeout(IDLE, closeSilent)
  // A client that has said all may close its half: what it asked for is done, and it waits for the answers.
  Object.assign(server, { httpAllowHalfOpen: true })
  return server
}

/**
 * Timers have their turn before sockets: after work that took long, a connection may seem silent whose next request lies there unread.
 * It is closed only when this turn has brought nothing, or who sent it would learn that the server is gone.
 */
function closeSilent(socket: Socket): void {
  const heard = socket.bytesRead
  setImmediate(() => {
    if (socket.bytesRead === heard) socket.destroy()
    else if (socket.timeout) socket.setTimeout(socket.timeout)
  })
}

/** All of the request has come: whoever sent it waits in silence. */
export function beginsWork(request: IncomingMessage): void {
  setPatience(request, WORK)
}

/** Its answer is there: whoever takes nothing of it is not waited for. */
export function endsWork(request: IncomingMessage): void {
  setPatience(request, IDLE)
}

/** What is put into the app without a connection has all the time that it wants. */
function setPatience({ socket }: IncomingMessage, milliseconds: number): void {
  if (socket instanceof Socket) socket.setTimeout(milliseconds)
}

/** RFC 9325 §3.1.1: nothing before TLS 1.2. */
export function secured({ certificate, key }: ShownPair) {
  return { cert: certificate, key, minVersion: 'TLSv1.2' } as const
}
