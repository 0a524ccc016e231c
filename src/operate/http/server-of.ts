// The server below the app: HTTP/1.1, in the clear or over TLS.

import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { ShownPair } from '../../net/tls/certificates.ts'

/** Milliseconds. */
const REQUEST = 10_000
const IDLE = 30_000

export function serverOf(handler: RequestListener, pair: ShownPair | undefined): Server {
  const times = { requestTimeout: REQUEST, keepAliveTimeout: IDLE }
  const server =
    pair === undefined ? createServer(times, handler) : createSecureServer({ ...times, ...secured(pair) }, handler)
  server.setTimeout(IDLE)
  return server
}

/** RFC 9325 §3.1.1: nothing before TLS 1.2. */
export function secured({ certificate, key }: ShownPair) {
  return { cert: certificate, key, minVersion: 'TLSv1.2' } as const
}
