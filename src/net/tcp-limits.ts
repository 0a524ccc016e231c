// How many connections, and how much time and memory, TCP clients may hold. Times are in milliseconds.

export type TcpLimits = {
  /** Open connections in all. One more displaces the idlest. */
  readonly connections: number
  /** Open connections of one client: an IPv4 address or an IPv6 /64. One more displaces its idlest. */
  readonly connectionsPerClient: number
  /** We close a connection without a whole message for this long: an idle one and a slow writer alike. */
  readonly idleTimeout: number
  /** We cut off a client that takes nothing of its answers for this long. */
  readonly writeTimeout: number
  /** The same where the desk answers: a secondary far away takes a zone slowly, so we cut it off only if it takes nothing at all. */
  readonly deskTimeout: number
  /** Octets of answers that may wait for one client before we read no more of its queries. */
  readonly unsentOctets: number
  /** How long the other side has to close, once we have said that we will. */
  readonly closeTimeout: number
}

/** The limits that nobody configures. */
export const fixedTcpLimits = {
  writeTimeout: 10_000,
  deskTimeout: 30_000,
  unsentOctets: 65_536,
  closeTimeout: 2_000,
} as const satisfies Partial<TcpLimits>
