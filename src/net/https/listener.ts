// DNS over HTTPS (RFC 8484) over HTTP/2 at /dns-query. We ignore addresses in headers, and send no header that lets a page of another
// origin read an answer: somebody who makes people inside open a page cannot read inside names through it.

import {
  constants,
  createSecureServer,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2'
import type { TLSSocket } from 'node:tls'
import { wantedLanguage } from '../../dns/wanted-language.ts'
import type { ListenAddress } from '../endpoint.ts'
import { type Desk, HANDED, type Peer, type Respond } from '../peer.ts'
import { type Credentials, endsOf, openSecureDoor, type SecureDoor, type SecureService } from '../tls/secure-door.ts'
import { MESSAGE_TYPE, questionOf, Status, whyNot } from './question.ts'
import { textOf } from './says.ts'
import type { Sessions } from './sessions.ts'

export type HttpsService = SecureService & {
  readonly respond: Respond
  readonly desk: Desk
  readonly sessions: Sessions
  readonly resets: { resets: number }
  /** The value of the cache-control header for an answer, or for a refusal where there is none. */
  readonly cacheControl: (answer: Uint8Array | undefined) => string
}

/** The most requests of one connection that may be under way. */
const MOST_STREAMS = 100
/** Streams that a client may break off before it has to show that it also takes answers. */
const FREE_RESETS = 50
/** Whatever else a client says of them: as many of what he takes back at once, and in a second. */
const RESETS = { streamResetBurst: 200, streamResetRate: 33 }
/** Requests that the desk may have at a time: over one connection a client sends any number of them, which TCP does not let him. */
const MOST_AT_DESK = 128
/** Milliseconds that a client gets which speaks another protocol. */
const TURNED_AWAY = 1_000
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
      server.on('unknownProtocol', (socket) => turnAway(socket, service.cacheControl(undefined)))
      server.on('session', (session) => {
        session.on('error', ignore)
        const { socket } = session
        let peer: Peer | undefined
        const count = counterOf(session, service.resets)
        session.on('stream', (stream, headers) => {
          stream.on('error', ignore)
          count(stream)
          // A client may have gone in the meantime.
          if (stream.destroyed) return
          // Once for all streams: what a socket tells of its ends costs a system call each time.
          peer ??= peers.get(endsOf(socket))
          if (peer === undefined) stream.close(constants.NGHTTP2_REFUSED_STREAM)
          else ask(stream, questionOf(stream, headers), peer, headers)
        })
        // Its peer is known once the handshake's own listeners have run.
        setImmediate(() => {
          const known = session.destroyed ? undefined : peers.get(endsOf(socket))
          if (known) service.sessions.admit(session, known.client)
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

  function ask(
    stream: ServerHttp2Stream,
    question: MaybeLater<Uint8Array | number>,
    peer: Peer,
    by: IncomingHttpHeaders,
  ): void {
    if (question instanceof Promise) void question.then((come) => ask(stream, come, peer, by))
    else if (typeof question === 'number') refuse(stream, question, by)
    else answer(stream, question, peer, by)
  }

  /** Answers a question. Where other listeners are silent, because the message is no query, this one sends a status. */
  function answer(stream: ServerHttp2Stream, question: Uint8Array, peer: Peer, by: IncomingHttpHeaders): void {
    const length = service.respond(question, 0, question.length, peer, out, 0)
    if (length === 0) refuse(stream, Status.badRequest, by)
    else if (length === HANDED) void askDesk(stream, question, peer.copy(), by)
    else send(stream, Buffer.from(out.subarray(0, length)))
  }

  async function askDesk(
    stream: ServerHttp2Stream,
    question: Uint8Array,
    peer: Peer,
    by: IncomingHttpHeaders,
  ): Promise<void> {
    if (atDesk >= MOST_AT_DESK) return refuse(stream, Status.unavailable, by)
    atDesk++
    let first: Uint8Array | undefined
    try {
      for await (first of service.desk.answer(question, peer)) break
    } catch {
      // The desk has reported it.
    } finally {
      atDesk--
    }
    if (first === undefined) refuse(stream, Status.unavailable, by)
    else send(stream, first)
  }

  function refuse(stream: ServerHttp2Stream, status: number, by: IncomingHttpHeaders): void {
    if (!takes(stream)) return
    const language = wantedLanguage(by['accept-language'])
    stream.respond({
      ':status': status,
      'content-type': 'text/plain; charset=utf-8',
      'content-language': language,
      vary: 'accept-language',
      'x-content-type-options': 'nosniff',
      'cache-control': service.cacheControl(undefined),
      ...(status === Status.method && { allow: 'GET, POST' }),
    })
    // RFC 9110 §9.3.2: for HEAD there is no body, and the head has ended the stream.
    if (!stream.writableEnded) stream.end(`${textOf(whyNot[status]!, language)}\n`)
  }

  function send(stream: ServerHttp2Stream, message: Uint8Array): void {
    if (!takes(stream)) return
    stream.respond({
      ':status': Status.ok,
      'content-type': MESSAGE_TYPE,
      'content-length': message.length,
      'cache-control': service.cacheControl(message),
    })
    stream.end(message)
  }

  /** Whether the stream still takes an answer; if so, notes that its connection is not idle. */
  function takes(stream: ServerHttp2Stream): boolean {
    if (stream.destroyed || stream.closed || stream.headersSent) return false
    if (stream.session) service.sessions.progressed(stream.session as ServerHttp2Session)
    return true
  }
}

/**
 * Clients that name no protocol (ALPN) speak HTTP/1.1 as a rule. Node would tell them in its own words, without a word for caches, and
 * wait ten seconds for their end.
 */
function turnAway(socket: TLSSocket, cacheControl: string): void {
  const head = ['HTTP/1.1 505 HTTP Version Not Supported', `cache-control: ${cacheControl}`, 'connection: close']
  socket.on('error', ignore)
  socket.end(`${head.join('\r\n')}\r\ncontent-length: 0\r\n\r\n`)
  // What the client has sent is read and thrown away: a reset would take the answer with it.
  socket.resume()
  const over = setTimeout(() => socket.destroy(), TURNED_AWAY)
  socket.on('close', () => clearTimeout(over))
}

/**
 * A request that is broken off has cost as much as one that is answered (CVE-2023-44487), whatever the client calls it. Whether an
 * answer has gone before he took the request back nobody can see: those the bound of all resets is for.
 */
function counterOf(session: ServerHttp2Session, total: { resets: number }): (stream: ServerHttp2Stream) => void {
  let streams = 0
  let broken = 0
  // One function for all streams of the session.
  function closed(this: ServerHttp2Stream): void {
    if (this.writableEnded && this.rstCode === constants.NGHTTP2_NO_ERROR) return
    total.resets++
    broken++
    if (broken > FREE_RESETS && broken * 2 > streams && !session.destroyed)
      session.destroy(new Error('it breaks off more than it asks'), constants.NGHTTP2_ENHANCE_YOUR_CALM)
  }
  return (stream) => {
    streams++
    if (stream.closed && stream.destroyed) closed.call(stream)
    else stream.on('close', closed)
  }
}

type MaybeLater<T> = T | Promise<T>

/** 'close' follows. */
function ignore(): void {}
