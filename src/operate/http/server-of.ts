// The server below the app: HTTP/1.1, in the clear or over TLS.

import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { Socket } from 'node:net'
import type { ShownPair } from '../../net/tls/certificates.ts'

/** Milliseconds. */
const REQUEST = 10_000
const IDLE = 30_000
/** The longest that a verb may take in silence: a plan of many thousand files, all rules over large zones. */
const WORK = 900_000

export function serverOf(handler: RequestListener, pair: ShownPair | undefined): Server {
  const times = { requestTimeout: REQUEST, keepAliveTimeout: IDLE }
  const server =
    pair === undefined ? createServer(times, handler) : createSecureServer({ ...times, ...secured(pair) }, handler)
  server.setTimeout(IDLE, closeSilent)
  // A client may close its half after its last request: the server does what it asked, and still sends the answers.
  Object.assign(server, { httpAllowHalfOpen: true })
  // Over TLS too, after the handshake; a client that closes before is gone.
  server.on('secureConnection', (socket: Socket) => {
    socket.allowHalfOpen = true
  })
  return server
}

/**
 * Node runs timers before sockets: after long work, a connection may seem silent although its next request lies unread. So this closes
 * the connection only if this turn reads nothing from it. Otherwise the client would lose its request.
 */
function closeSilent(socket: Socket): void {
  const heard = socket.bytesRead
  setImmediate(() => {
    if (socket.bytesRead === heard) socket.destroy()
    else if (socket.timeout) socket.setTimeout(socket.timeout)
  })
}

/** The whole request has come: from now on the client waits in silence. */
export function beginsWork(request: IncomingMessage): void {
  setPatience(request, WORK)
}

/** The answer is ready: a client that takes nothing of it is disconnected. */
export function endsWork(request: IncomingMessage): void {
  setPatience(request, IDLE)
}

/** Calls `then` when the client closes its half. Most such clients are gone, which otherwise shows only when something is sent. */
export function whenLeft({ socket }: IncomingMessage, then: () => void): void {
  if (socket instanceof Socket) socket.once('end', then)
}

/** Sets the timeout of the connection. A test's request without a connection has none. */
function setPatience({ socket }: IncomingMessage, milliseconds: number): void {
  if (socket instanceof Socket) socket.setTimeout(milliseconds)
}

/** RFC 9325 §3.1.1: nothing before TLS 1.2. */
export function secured({ certificate, key }: ShownPair) {
  return { cert: certificate, key, minVersion: 'TLSv1.2' } as const
}
