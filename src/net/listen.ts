// Opens all listen addresses for all their protocols, or none: half a nameserver is worse than one that says why it did not start.

import { addressFromText } from '../dns/address.ts'
import { portHolder } from '../system/socket-holder.ts'
import { DatagramDesk } from './datagram-desk.ts'
import { type Endpoint, endpointText, type ListenAddress } from './endpoint.ts'
import type { Listen, Listener, Service, UdpCounts } from './listener.ts'
import type { Desk, Respond } from './peer.ts'
import { PLAIN, type Protocol, protocols } from './protocols.ts'
import type { ProxyCounts } from './proxy/proxies.ts'
import { TcpClients, type TcpCounts } from './tcp-clients.ts'
import type { TcpLimits } from './tcp-limits.ts'
import { Turns } from './turns.ts'
import { localAddresses } from './wildcard.ts'

export type ListenOptions = {
  readonly tcp: TcpLimits
  /** Answers messages that `respond` hands over. */
  readonly desk?: Desk
  /** Listeners in place of those that run on every system. */
  readonly instead?: Partial<Record<Protocol, Listen>>
  /** The UDP path answers from the address that was asked even where it listens on all with one socket. */
  readonly wildcards?: boolean
}

export interface Transport {
  /** The addresses that we bound; without `wildcards`, the local addresses that a wildcard stands for. */
  readonly bound: readonly ListenAddress[]
  /** The counts of each listener for datagrams. */
  readonly udpCounts: readonly Readonly<UdpCounts>[]
  readonly tcpCounts: Readonly<TcpCounts>
  readonly datagrams: DatagramDesk
  readonly turns: Turns
  readonly proxied: Readonly<ProxyCounts>
  /** Stops listening, finishes the answers under way and closes, in bounded time. */
  close(): Promise<void>
}

/** An address that could not be had, in a sentence for whoever starts the server. */
export class ListenError extends Error {
  override readonly name = 'ListenError'
}

/**
 * Port 0 binds all protocols to the same free port. Without `wildcards`, a wildcard address stands for the local addresses of
 * this moment, each with its own sockets: a socket for all of them would leave the source address of an answer to the
 * routing table.
 */
export async function listen(
  addresses: readonly ListenAddress[],
  respond: Respond,
  { tcp, desk = nobody, instead = {}, wildcards = false }: ListenOptions,
): Promise<Transport> {
  const turns = new Turns()
  const streams = new TcpClients(respond, desk, tcp, turns)
  const datagrams = new DatagramDesk(desk)
  const proxied: ProxyCounts = { strangers: 0, broken: 0 }
  const service: Service = { respond, streams, datagrams, turns, proxied }
  const bound: Bound[] = []
  const closeAll = async () => {
    await datagrams.close(tcp.closeTimeout)
    const closed = bound.flatMap(({ listeners }) => listeners.map((listener) => listener.close()))
    await Promise.all([streams.close(), ...closed])
  }
  try {
    for (const address of wildcards ? addresses : ownAddresses(addresses))
      bound.push(await bindAll(address, { ...protocols, ...instead }, service))
  } catch (error) {
    await closeAll()
    throw error
  }
  let closing: Promise<void> | undefined
  return {
    bound: bound.map(({ address }) => address),
    udpCounts: bound.flatMap(({ listeners }) => listeners.flatMap(({ counts }) => counts ?? [])),
    tcpCounts: streams.counts,
    datagrams,
    turns,
    proxied,
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

/** The desk of servers whose `respond` hands nothing over. */
const nobody: Desk = { async *answer() {} }

type Bound = { readonly address: ListenAddress; readonly listeners: readonly Listener[] }

async function bindAll(address: ListenAddress, all: Record<Protocol, Listen>, service: Service): Promise<Bound> {
  const { by = PLAIN } = address
  const wanted = Object.entries(all).filter(([protocol]) => by.some((name) => name === protocol))
  for (let triesLeft = address.port === 0 ? FREE_PORT_TRIES : 1; ; triesLeft--) {
    const listeners: Listener[] = []
    let at = address
    for (const [protocol, open] of wanted) {
      try {
        const listener = await open(at, service)
        listeners.push(listener)
        at = { ...at, port: listener.endpoint.port }
      } catch (error) {
        for (const listener of listeners) await listener.close()
        // A port that is free for the first may be taken for another.
        if (triesLeft === 1 || listeners.length === 0) fail(address, protocol.toUpperCase(), error)
        break
      }
    }
    if (listeners.length === wanted.length) return { address: at, listeners }
  }
}

function fail({ address, port }: Endpoint, protocol: string, error: unknown): never {
  const code = (error as NodeJS.ErrnoException).code ?? String(error)
  const reason = code === 'EADDRINUSE' ? inUse(protocol, address, port) : (reasons[code]?.(port) ?? code)
  throw new ListenError(`cannot listen on ${endpointText({ address, port })} (${protocol}): ${reason}`, {
    cause: error,
  })
}

const reasons: Readonly<Record<string, (port: number) => string>> = {
  EACCES: (port) =>
    port < 1024
      ? `permission denied; a port below 1024 needs root or the capability CAP_NET_BIND_SERVICE`
      : 'permission denied',
  EADDRNOTAVAIL: () => 'this machine does not have the address; correct it, or wait until the network is up',
  EAFNOSUPPORT: () => 'this machine has no support for the address family',
}

function inUse(protocol: string, address: string, port: number): string {
  const octets = addressFromText(address)
  const holder = octets && portHolder(protocol === 'UDP' ? 'udp' : 'tcp', octets, port)
  const look = `ss -lntup 'sport = :${port}'`
  if (holder?.process !== undefined)
    return `the port is in use by ${holder.process.name} (process ${holder.process.id}, user ${holder.user}); stop it or choose another port`
  if (holder !== undefined)
    return `the port is in use by a program of the user ${holder.user}; stop it (as root, ${look} shows which) or choose another port`
  return `the port is in use; stop the server that has it (${look} shows which) or choose another port`
}

/** Between finding a port free for TCP and taking it for UDP, somebody else may have it. */
const FREE_PORT_TRIES = 20
