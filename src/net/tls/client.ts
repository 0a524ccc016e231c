// Connects over TLS to a server that must be the right one (RFC 9103 §9.3.1: strict): we send nothing before we know that. We read the
// files for each connection, so renewed ones need no reload.

import { isIP, type OnReadOpts } from 'node:net'
import { type ConnectionOptions, checkServerIdentity, connect, getCACertificates, type TLSSocket } from 'node:tls'
import { type PairFlaw, readClientCertificates, readPair } from '../../keys/certificate-pair.ts'
import { pinOf, type TlsPeer } from '../../keys/tls-peer.ts'

export type ClientEnds = {
  readonly host: string
  readonly port: number
  readonly localAddress?: string
  readonly localPort?: number
  readonly onread?: OnReadOpts
}

/** Why we send nothing to this server, in words of ours or of TLS. */
export type TlsFlaw =
  | { readonly flaw: 'file'; readonly file: string; readonly why: PairFlaw['message'] }
  | { readonly flaw: 'certificate' | 'handshake'; readonly why: string }
  | { readonly flaw: 'pin'; readonly pin: string }
  | { readonly flaw: 'alpn' | 'version' }

/** The socket emits `secureConnect` when the caller can ask flawOf(), and `error` where the handshake fails. */
export function connectTls(ends: ClientEnds, to: TlsPeer): TLSSocket | TlsFlaw {
  const options = optionsFor(to)
  return 'flaw' in options ? options : connect({ ...ends, ...options })
}

function optionsFor({ name, authorities, pair }: TlsPeer): ConnectionOptions | TlsFlaw {
  const issuers = authorities === undefined ? undefined : readClientCertificates(authorities)
  if (issuers?.flaw !== undefined) return { flaw: 'file', file: authorities ?? '', why: issuers.flaw }
  const own = pair && readPair(pair)
  const [flaw] = own?.flaws ?? []
  if (pair !== undefined && own?.pair === undefined && flaw !== undefined)
    return { flaw: 'file', file: pair[flaw.file], why: flaw.message }
  return {
    // RFC 9103 §7.1, §8.1.
    ALPNProtocols: ['dot'],
    minVersion: 'TLSv1.3',
    rejectUnauthorized: name !== undefined,
    ...(name !== undefined && { checkServerIdentity: (_, certificate) => checkServerIdentity(name, certificate) }),
    // RFC 6066 §3: only a name goes there, never an address.
    ...(name !== undefined && isIP(name) === 0 && { servername: name }),
    ca: issuers?.pem ?? getCACertificates('system'),
    // We trust each listed certificate, even one that another has issued, and where two have one name.
    allowPartialTrustChain: issuers !== undefined,
    ...(own?.pair && { cert: own.pair.certificate, key: own.pair.key }),
  }
}

/** The flaw of a server whose name TLS has found right; undefined where we may send to it. */
export function flawOf(socket: TLSSocket, { pins, alpn }: TlsPeer): TlsFlaw | undefined {
  if (pins.length > 0) {
    const shown = socket.getPeerX509Certificate()
    const pin = shown === undefined ? '' : pinOf(shown)
    if (!pins.includes(pin)) return { flaw: 'pin', pin }
  }
  return socket.alpnProtocol !== 'dot' && alpn === 'required' ? { flaw: 'alpn' } : undefined
}

/** The flaw of TLS behind an error of a connection; undefined where the error is about something else. */
export function flawIn({ code = '', message }: NodeJS.ErrnoException): TlsFlaw | undefined {
  if (TOO_OLD.has(code)) return { flaw: 'version' }
  if (code === 'ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL') return { flaw: 'alpn' }
  if (code.startsWith('ERR_SSL_') || code === 'EPROTO') return { flaw: 'handshake', why: code }
  // OpenSSL names what is wrong with a certificate without any prefix, the system's errors begin with an E.
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID' || (code !== '' && !/^E[A-Z]+$|^ERR_/.test(code)))
    return { flaw: 'certificate', why: message.split(';')[0]! }
  return undefined
}

const TOO_OLD: ReadonlySet<string> = new Set([
  'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
  'ERR_SSL_UNSUPPORTED_PROTOCOL',
  'ERR_SSL_WRONG_SSL_VERSION',
])
