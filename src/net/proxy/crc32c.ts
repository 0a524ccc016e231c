// CRC-32C (Castagnoli, RFC 3720 §12.1), as a PROXY header may carry it.

const POLYNOMIAL = 0x82f63b78
const TABLE = Uint32Array.from({ length: 256 }, (_, octet) => {
  let crc = octet
  for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? POLYNOMIAL : 0)
  return crc >>> 0
})

/** The CRC-32C of bytes[from, to), where the four octets at `zeros` count as zero. */
export function crc32c(bytes: Uint8Array, from: number, to: number, zeros: number): number {
  let crc = 0xffffffff
  for (let i = from; i < to; i++) {
    const octet = i >= zeros && i < zeros + 4 ? 0 : bytes[i]!
    crc = (crc >>> 8) ^ TABLE[(crc ^ octet) & 0xff]!
  }
  return ~crc >>> 0
}
