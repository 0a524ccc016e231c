// The twelve octets before everything else (RFC 1035 §4.1.1, as RFC 2535 §6.1 and RFC 6895 §2 have it today).
//
//    0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15
//   +--------------------------------------------------+
//   |                        ID                         |
//   |QR|  Opcode   |AA|TC|RD|RA| Z|AD|CD|    RCODE      |
//   |          QDCOUNT, ANCOUNT, NSCOUNT, ARCOUNT       |
//   +--------------------------------------------------+

export const HEADER = 12

/** Bits of the second 16-bit word. */
export const Bit = {
  QR: 0x8000,
  AA: 0x0400,
  TC: 0x0200,
  RD: 0x0100,
  RA: 0x0080,
  AD: 0x0020,
  CD: 0x0010,
} as const

export function opcodeOf(flags: number): number {
  return (flags >>> 11) & 0xf
}
