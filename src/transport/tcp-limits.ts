// What TCP clients may hold: connections, time and memory. Times are in milliseconds.

export type TcpLimits = {
  /** Open connections in all. One more displaces the idlest. */
  readonly connections: number
  /** Open connections of one client: an IPv4 address or an IPv6 /64. One more is refused. */
  readonly connectionsPerClient: number
  /** Without a whole message for this long, a connection is closed: an idle one and a slow writer alike. */
  readonly idleTimeout: number
  /** A client that takes nothing of its answers for this long is cut off. */
  readonly writeTimeout: number
  /** Octets of answers that may wait for one client before no more of its queries are read. */
  readonly unsentOctets: number
  /** How long the other side has to close, once we have said that we will. */
  readonly closeTimeout: number
}

export const defaultTcpLimits: TcpLimits = {
  connections: 1000,
  // RFC 7766 §6.2.2: much looser than the one or two that a client should open; many share an address behind a NAT.
  connectionsPerClient: 100,
  // RFC 7766 §6.2.3: "on the order of seconds", and more than a few for a SOA query followed by a transfer.
  idleTimeout: 10_000,
  writeTimeout: 10_000,
  unsentOctets: 65_536,
  closeTimeout: 2_000,
}
