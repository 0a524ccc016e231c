// The common part of the TLS and HTTPS listeners, in a thread of their own: it accepts streams, reads proxies' headers, and limits the
// number and time of handshakes. A handshake that fails costs nobody else anything.

import { constants, type X509Certificate } from 'node:crypto'
import { type AddressInfo, createServer, isIPv6, type Socket } from 'node:net'
import type { SecureContextOptions, Server, TLSSocket, TlsOptions } from 'node:tls'
import { setEnds } from '../address.ts'
import type { ListenAddress } from '../endpoint.ts'
import { Peer } from '../peer.ts'
import type { Protocol } from '../protocols.ts'
import { isProxy, type ProxyCounts } from '../proxy/proxies.ts'
import { ProxiedStreams } from '../proxy/streams.ts'
import { Authorities, type ViewCertificates } from './authorities.ts'
import type { ShownPair } from './certificates.ts'
import type { Handshakes } from './handshakes.ts'

/** The certificates that a listener shows and asks for at present. */
export type Credentials = {
  readonly pair: ShownPair
  /** The ticket keys, by which clients resume sessions: the same in all threads. */
  readonly tickets: Uint8Array
  readonly clients: readonly ViewCertificates[]
  /** Whether we ask clients for a certificate: only where it may decide something, since browsers break off when DNS asks for one. */
  readonly asks: boolean
}

export type SecureCounts = {
  /** Handshakes that came to an end, those that came to none, and those of networks that have had many. */
  shaken: number
  failed: number
  refused: number
  /** Handshakes that resumed an earlier session. */
  resumed: number
}

export type SecureService = {
  readonly handshakes: Handshakes
  readonly counts: SecureCounts
  readonly proxied: ProxyCounts
}

export interface SecureDoor {
  readonly address: ListenAddress
  use(credentials: Credentials): void
  close(): void
}

export type SecureDoorOptions = {
  readonly address: ListenAddress
  readonly protocol: Protocol
  readonly credentials: Credentials
  readonly service: SecureService
  /** Makes the server that shakes hands. */
  readonly server: (options: TlsOptions) => Server
  /** Takes a stream whose handshake is done. */
  readonly admit: (socket: TLSSocket, peer: Peer) => void
}

/** Milliseconds: Node's own limit is two minutes. */
const HANDSHAKE = 5_000
/** Handshakes under way in one thread: one more cuts off the oldest. */
const MOST_SHAKING = 1_000
/** How often we look, in milliseconds, whether the certificates of open connections still lead to their views. */
const JUDGED = 60_000

export async function openSecureDoor(options: SecureDoorOptions): Promise<SecureDoor> {
  const { address, protocol, service, admit } = options
  const { counts } = service
  let { asks } = options.credentials
  let authorities = new Authorities(options.credentials.clients)
  const secure = options.server({
    ...contextOf(options.credentials, authorities),
    handshakeTimeout: HANDSHAKE,
    allowHalfOpen: true,
    noDelay: true,
    // A client with no certificate, or a stranger's, is a client like all others.
    requestCert: options.credentials.asks,
    rejectUnauthorized: false,
    ticketKeys: Buffer.from(options.credentials.tickets),
  })
  const shaking = new Map<string, { readonly socket: Socket; readonly peer: Peer }>()
  const before = new ProxiedStreams(service.proxied)
  const inside = new ProxiedStreams(service.proxied)
  const certified = new Map<TLSSocket, Certified>()
  // A connection lasts no longer than its certificate leads to its view.
  const judge = () => {
    for (const [socket, { peer, shown }] of certified)
      if (authorities.viewOf(shown) !== peer.certified) socket.destroy()
  }
  secure.on('secureConnection', (socket: TLSSocket) => {
    const end = endsOf(socket)
    const its = shaking.get(end)
    if (its === undefined) return void socket.destroy()
    shaking.delete(end)
    counts.shaken++
    if (socket.isSessionReused()) counts.resumed++
    const { peer } = its
    if (peer.listener.proxyInsideTls) {
      // The handshake was with the proxy: it shows nothing about the client.
      inside.take(socket, peer, () => admit(socket, peer))
      return
    }
    const shown = know(peer, socket, authorities, asks)
    if (shown !== undefined && peer.certified !== undefined) {
      certified.set(socket, { peer, shown })
      socket.on('close', () => certified.delete(socket))
    }
    admit(socket, peer)
  })
  // We count a broken handshake and report nothing: strangers may cause it.
  secure.on('tlsClientError', (_, socket: TLSSocket) => {
    counts.failed++
    socket.destroy()
  })
  const shake = (socket: Socket, peer: Peer) => {
    if (!bound.proxyInsideTls && !service.handshakes.admits(peer.client)) {
      counts.refused++
      socket.destroy()
      return
    }
    for (const [end, oldest] of shaking) {
      if (shaking.size < MOST_SHAKING) break
      shaking.delete(end)
      oldest.socket.destroy()
    }
    const end = endsOf(socket)
    shaking.set(end, { socket, peer })
    socket.on('close', () => {
      if (shaking.get(end)?.socket === socket) shaking.delete(end)
    })
    socket.on('error', ignore)
    secure.emit('connection', socket)
  }
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    // Inside TLS a proxy tells of clients whose own way may have been open to all.
    const peer = new Peer(protocol, bound, !bound.proxyInsideTls)
    if (!setEnds(peer, socket)) return
    if (!bound.proxyInsideTls) before.take(socket, peer, () => shake(socket, peer))
    else if (isProxy(bound.proxies ?? [], peer.sender)) shake(socket, peer)
    else {
      // Handshakes of strangers would take time from those of the proxies.
      service.proxied.strangers++
      socket.destroy()
    }
  })
  const bound = await listening(server, address)
  const judging = setInterval(judge, JUDGED).unref()
  return {
    address: bound,
    use: (credentials) => {
      asks = credentials.asks
      authorities = new Authorities(credentials.clients)
      judge()
      secure.setSecureContext(contextOf(credentials, authorities))
      // Read for each connection; Node has no call that sets it.
      Object.assign(secure, { requestCert: credentials.asks })
      // Another context begins with other keys, by which nobody could come back.
      secure.setTicketKeys(Buffer.from(credentials.tickets))
    },
    close: () => {
      clearInterval(judging)
      server.close()
      before.close()
      inside.close()
      for (const { socket } of shaking.values()) socket.destroy()
    },
  }
}

/**
 * One handshake for each connection (RFC 9325 §3.5, RFC 9113 §9.2.1): those that a client begins in an open one would be counted by
 * nobody, and might show another certificate. Where a certificate decides, each connection shows it: a session would outlive it.
 */
const ONCE = constants.SSL_OP_NO_RENEGOTIATION

function contextOf({ pair, asks }: Credentials, authorities: Authorities): SecureContextOptions {
  return {
    cert: pair.certificate,
    key: pair.key,
    // RFC 9325 §3.1.1.
    minVersion: 'TLSv1.2',
    // Nobody is asked for a certificate of the authorities that the system knows.
    ca: authorities.pem,
    secureOptions: ONCE | (asks ? constants.SSL_OP_NO_TICKET : 0),
  }
}

/** A client that has its view by a certificate. */
type Certified = { readonly peer: Peer; readonly shown: X509Certificate }

/** Writes what the handshake has shown of the client into its peer, and returns the certificate. */
function know(peer: Peer, socket: TLSSocket, authorities: Authorities, asks: boolean): X509Certificate | undefined {
  // RFC 9103 §7.1, §8.1: the TLS that transfers require.
  peer.xot = socket.alpnProtocol === 'dot' && socket.getProtocol() === 'TLSv1.3'
  const shown = asks ? socket.getPeerX509Certificate() : undefined
  if (shown === undefined) return undefined
  peer.certificate = shown.raw
  peer.certified = authorities.viewOf(shown)
  return shown
}

/** Both ends: on a wildcard address, one port of a client may have come to several of ours. */
export function endsOf({ remoteAddress, remotePort, localAddress, localPort }: Ends): string {
  return `${remoteAddress} ${remotePort} ${localAddress} ${localPort}`
}

type Ends = Partial<Pick<Socket, 'remoteAddress' | 'remotePort' | 'localAddress' | 'localPort'>>

function listening(server: ReturnType<typeof createServer>, address: ListenAddress): Promise<ListenAddress> {
  const { address: host, port } = address
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    // Several threads listen on one address: the system gives each its share.
    server.listen({ host, port, ipv6Only: isIPv6(host), reusePort: process.platform === 'linux' }, () => {
      server.off('error', reject)
      server.on('error', ignore)
      resolve({ ...address, port: (server.address() as AddressInfo).port })
    })
  })
}

/** 'close' follows. */
function ignore(): void {}
