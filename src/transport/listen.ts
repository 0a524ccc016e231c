// Every listen address, UDP and TCP, or none at all: half a nameserver is worse than one that says why it did not start.

import { type Endpoint, endpointText } from './endpoint.ts'
import type { Desk, Respond } from './peer.ts'
import { listenTcp, type TcpListener } from './tcp.ts'
import { TcpClients, type TcpCounts } from './tcp-clients.ts'
import type { TcpLimits } from './tcp-limits.ts'
import type { ListenUdp, UdpListener } from './udp.ts'
import { listenUdpDgram } from './udp-dgram.ts'
import { localAddresses } from './wildcard.ts'

export type ListenAddress = Endpoint & {
  /** As Peer.view. */
  readonly view: number
}

export type ListenOptions = {
  readonly tcp: TcpLimits
  /** For what `respond` hands over. */
  readonly desk?: Desk
  /** The UDP path to use. */
  readonly listenUdp?: ListenUdp
  /** The UDP path answers from the address that was asked even where it listens on all with one socket. */
  readonly wildcards?: boolean
}

export interface Transport {
  /** What was bound; without `wildcards`, the local addresses that a wildcard stands for. */
  readonly bound: readonly ListenAddress[]
  readonly udp: readonly UdpListener[]
  readonly tcpCounts: Readonly<TcpCounts>
  /** Stops listening, finishes the answers under way and closes, in bounded time. */
  close(): Promise<void>
}

/** An address that could not be had, in a sentence for whoever starts the server. */
export class ListenError extends Error {
  override readonly name = 'ListenError'
}

/**
 * Port 0 binds UDP and TCP to the same free port. Without `wildcards`, a wildcard address stands for the local addresses of
 * this moment, each with its own sockets: a socket for all of them would leave the source address of an answer to the
 * routing table.
 */
export async function listen(
  addresses: readonly ListenAddress[],
  respond: Respond,
  { tcp, desk = nobody, listenUdp = listenUdpDgram, wildcards = false }: ListenOptions,
): Promise<Transport> {
  const clients = new TcpClients(respond, desk, tcp)
  const pairs: Pair[] = []
  const closeAll = async () => {
    for (const pair of pairs) pair.tcp.close()
    await Promise.all([clients.close(), ...pairs.map((pair) => pair.udp.close())])
  }
  try {
    for (const address of wildcards ? addresses : ownAddresses(addresses))
      pairs.push(await bindPair(address, clients, respond, listenUdp))
  } catch (error) {
    await closeAll()
    throw error
  }
  let closing: Promise<void> | undefined
  return {
    bound: pairs.map(({ tcp, address }) => ({ ...tcp.endpoint, view: address.view })),
    udp: pairs.map(({ udp }) => udp),
    tcpCounts: clients.counts,
    close: () => {
      closing ??= closeAll()
      return closing
    },
  }
}

function ownAddresses(addresses: readonly ListenAddress[]): ListenAddress[] {
  try {
    return localAddresses(addresses)
  } catch (error) {
    const reason = error instanceof Error ? error.message : error
    throw new ListenError(`cannot tell which addresses this machine has: ${reason}; name each of them under "listen"`, {
      cause: error,
    })
  }
}

/** Where nothing is handed over. */
const nobody: Desk = { async *answer() {} }

type Pair = { readonly address: ListenAddress; readonly tcp: TcpListener; readonly udp: UdpListener }

async function bindPair(
  address: ListenAddress,
  clients: TcpClients,
  respond: Respond,
  listenUdp: ListenUdp,
): Promise<Pair> {
  for (let triesLeft = address.port === 0 ? FREE_PORT_TRIES : 1; ; triesLeft--) {
    const tcp = await listenTcp(address, address.view, clients).catch((error) => fail(address, 'TCP', error))
    try {
      return { address, tcp, udp: await listenUdp(tcp.endpoint, address.view, respond) }
    } catch (error) {
      tcp.close()
      if (triesLeft === 1) fail(address, 'UDP', error)
    }
  }
}

function fail({ address, port }: Endpoint, protocol: 'UDP' | 'TCP', error: unknown): never {
  const code = (error as NodeJS.ErrnoException).code ?? String(error)
  const reason = reasons[code]?.(port) ?? code
  throw new ListenError(`cannot listen on ${endpointText({ address, port })} (${protocol}): ${reason}`, {
    cause: error,
  })
}

const reasons: Readonly<Record<string, (port: number) => string>> = {
  EACCES: (port) =>
    port < 1024
      ? `permission denied; a port below 1024 needs root or the capability CAP_NET_BIND_SERVICE`
      : 'permission denied',
  EADDRINUSE: (port) =>
    `the port is in use; stop the server that has it (ss -lntup 'sport = :${port}' shows which) or choose another port`,
  EADDRNOTAVAIL: () => 'this machine does not have the address; correct it, or wait until the network is up',
  EAFNOSUPPORT: () => 'this machine has no support for the address family',
}

/** Between finding a port free for TCP and taking it for UDP, somebody else may have it. */
const FREE_PORT_TRIES = 20
