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
  // A client may close its half after its last request: the server does what it asked, and still sends the answers.
  Object.assign(server, { httpAllowHalfOpen: true })
  // Over TLS too, once it has shaken hands: one that has gone before is not waited for.
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

/** All of the request has come: whoever sent it waits in silence. */
export function beginsWork(request: IncomingMessage): void {
  setPatience(request, WORK)
}

/** Its answer is there: whoever takes nothing of it is not waited for. */
export function endsWork(request: IncomingMessage): void {
  setPatience(request, IDLE)
}

/** The other side says nothing any more: most have gone, but that shows only where something is sent. */
export function whenLeft({ socket }: IncomingMessage, then: () => void): void {
  if (socket instanceof Socket) socket.once('end', then)
}

/** What is put into the app without a connection has all the time that it wants. */
function setPatience({ socket }: IncomingMessage, milliseconds: number): void {
  if (socket instanceof Socket) socket.setTimeout(milliseconds)
}

/** RFC 9325 §3.1.1: nothing before TLS 1.2. */
export function secured({ certificate, key }: ShownPair) {
  return { cert: certificate, key, minVersion: 'TLSv1.2' } as const
}
