// DNS over HTTPS (RFC 8484) over HTTP/2 at /dns-query. What headers say of other addresses decides nothing, and no header lets a page
// of another origin read an answer: who can open a page inside cannot read the inside through it.

import { constants, createSecureServer, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2'
import type { TLSSocket } from 'node:tls'
import type { ListenAddress } from '../endpoint.ts'
import { type Desk, HANDED, type Peer, type Respond } from '../peer.ts'
import { type Credentials, endsOf, openSecureDoor, type SecureDoor, type SecureService } from '../tls/secure-door.ts'
import { MESSAGE_TYPE, questionOf, Status } from './question.ts'
import type { Sessions } from './sessions.ts'

export type HttpsService = SecureService & {
  readonly respond: Respond
  readonly desk: Desk
  readonly sessions: Sessions
  readonly resets: { resets: number }
  /** The header of an answer; of none where there is no answer. */
  readonly cacheControl: (answer: Uint8Array | undefined) => string
}

/** Requests of one connection that may be under way. */
const MOST_STREAMS = 100
/** Streams that a client may break off before it has to show that it also takes answers. */
const FREE_RESETS = 50
/** Whatever else a client says of them: as many of what he takes back at once, and in a second. */
const RESETS = { streamResetBurst: 200, streamResetRate: 33 }
/** Requests that the desk may have at a time: over one connection a client sends any number of them, which TCP does not let him. */
const MOST_AT_DESK = 128
/** Octets: of all that one connection may keep waiting here, in megabytes as Node has it. */
const SESSION_MEGABYTES = 2

export function openHttps(
  address: ListenAddress,
  credentials: Credentials,
  service: HttpsService,
): Promise<SecureDoor> {
  const peers = new Map<string, Peer>()
  const out = new Uint8Array(0xffff)
  let atDesk = 0
  return openSecureDoor({
    ...{ address, credentials, service },
    protocol: 'https',
    server: (options) => {
      const server = createSecureServer({
        ...options,
        settings: { maxConcurrentStreams: MOST_STREAMS, enablePush: false },
        maxSessionMemory: SESSION_MEGABYTES,
        ...RESETS,
      })
      server.on('session', (session) => {
        session.on('error', () => {})
        const { socket } = session
        const tally = { streams: 0, broken: 0 }
        session.on('stream', (stream, headers) => {
          stream.on('error', () => {})
          countBroken(session, stream, tally, service.resets)
          // A client may have gone in the meantime.
          if (stream.destroyed) return
          const peer = peers.get(endsOf(socket))
          if (peer === undefined) return void stream.close(constants.NGHTTP2_REFUSED_STREAM)
          void questionOf(stream, headers).then((question) => answer(stream, question, peer))
        })
        // Its peer is known once the handshake's own listeners have run.
        setImmediate(() => {
          const peer = session.destroyed ? undefined : peers.get(endsOf(socket))
          if (peer) service.sessions.admit(session, peer.client)
        })
      })
      return server
    },
    admit: (socket: TLSSocket, peer: Peer) => {
      const end = endsOf(socket)
      peers.set(end, peer)
      socket.on('close', () => {
        if (peers.get(end) === peer) peers.delete(end)
      })
    },
  })

  async function answer(stream: ServerHttp2Stream, question: Uint8Array | number, peer: Peer): Promise<void> {
    const message = typeof question === 'number' ? question : await answerTo(question, peer)
    if (stream.destroyed || stream.closed || stream.headersSent) return
    if (stream.session) service.sessions.progressed(stream.session as ServerHttp2Session)
    if (typeof message === 'number') {
      stream.respond(
        {
          ':status': message,
          'cache-control': service.cacheControl(undefined),
          ...(message === Status.method && { allow: 'GET, POST' }),
        },
        { endStream: true },
      )
      return
    }
    stream.respond({
      ':status': Status.ok,
      'content-type': MESSAGE_TYPE,
      'content-length': message.length,
      'cache-control': service.cacheControl(message),
    })
    stream.end(message)
  }

  /** A message that is none gets no answer elsewhere, and a word about that here. */
  async function answerTo(question: Uint8Array, peer: Peer): Promise<Uint8Array | number> {
    const length = service.respond(question, 0, question.length, peer, out, 0)
    if (length === 0) return Status.badRequest
    if (length !== HANDED) return Buffer.from(out.subarray(0, length))
    if (atDesk >= MOST_AT_DESK) return constants.HTTP_STATUS_SERVICE_UNAVAILABLE
    atDesk++
    try {
      for await (const signed of service.desk.answer(question, peer.copy())) return signed
    } catch {
      // Told by the desk.
    } finally {
      atDesk--
    }
    return constants.HTTP_STATUS_SERVICE_UNAVAILABLE
  }
}

/**
 * A request that is broken off has cost as much as one that is answered (CVE-2023-44487), whatever the client calls it. Whether an
 * answer has gone before he took the request back nobody can see: those the bound of all resets is for.
 */
function countBroken(session: ServerHttp2Session, stream: ServerHttp2Stream, tally: Tally, total: { resets: number }) {
  tally.streams++
  const closed = () => {
    if (stream.writableEnded && stream.rstCode === constants.NGHTTP2_NO_ERROR) return
    total.resets++
    tally.broken++
    if (tally.broken > FREE_RESETS && tally.broken * 2 > tally.streams && !session.destroyed)
      session.destroy(new Error('it breaks off more than it asks'), constants.NGHTTP2_ENHANCE_YOUR_CALM)
  }
  if (stream.closed && stream.destroyed) closed()
  else stream.on('close', closed)
}

type Tally = { streams: number; broken: number }
