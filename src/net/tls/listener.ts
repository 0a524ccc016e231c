// DNS over TLS (RFC 7858): after the handshake a stream like those of TCP, with the same framing and limits.

import { createServer } from 'node:tls'
import type { ListenAddress } from '../endpoint.ts'
import type { TcpClients } from '../tcp-clients.ts'
import { type Credentials, openSecureDoor, type SecureDoor, type SecureService } from './secure-door.ts'

export function openTls(
  address: ListenAddress,
  credentials: Credentials,
  service: SecureService & { readonly streams: TcpClients },
): Promise<SecureDoor> {
  return openSecureDoor({
    ...{ address, credentials, service },
    protocol: 'tls',
    // RFC 7858 §3.2: a client need not name it; one that names others speaks something else, and Node tells it so.
    server: (options) => createServer({ ...options, ALPNProtocols: ['dot'] }),
    admit: (socket, peer) => service.streams.admit(socket, peer),
  })
}
