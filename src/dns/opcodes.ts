// Opcodes: kinds of query (RFC 6895 §2.2).

export const Opcode = {
  QUERY: 0, // RFC 1035 §4.1.1
  IQUERY: 1, // RFC 3425: obsolete
  STATUS: 2, // RFC 1035 §4.1.1
  NOTIFY: 4, // RFC 1996 §3.3
  UPDATE: 5, // RFC 2136 §1.3
  DSO: 6, // RFC 8490 §5.4
} as const
