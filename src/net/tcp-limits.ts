// What TCP clients may hold: connections, time and memory. Times are in milliseconds.

export type TcpLimits = {
  /** Open connections in all. One more displaces the idlest. */
  readonly connections: number
  /** Open connections of one client: an IPv4 address or an IPv6 /64. One more displaces its idlest. */
  readonly connectionsPerClient: number
  /** Without a whole message for this long, a connection is closed: an idle one and a slow writer alike. */
  readonly idleTimeout: number
  /** A client that takes nothing of its answers for this long is cut off. */
  readonly writeTimeout: number
  /** The same where the desk answers: a secondary far away takes a zone slowly, and is cut off for standing still alone. */
  readonly deskTimeout: number
  /** Octets of answers that may wait for one client before no more of its queries are read. */
  readonly unsentOctets: number
  /** How long the other side has to close, once we have said that we will. */
  readonly closeTimeout: number
}

/** Those that nobody configures. */
export const fixedTcpLimits = {
  writeTimeout: 10_000,
  deskTimeout: 30_000,
  unsentOctets: 65_536,
  closeTimeout: 2_000,
} as const satisfies Partial<TcpLimits>
