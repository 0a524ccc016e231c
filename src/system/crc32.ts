// CRC-32 as zlib has it. A start checks a few small records: for them it does not load node:zlib, which takes twenty other modules
// of Node with it.

/** Up to so many octets, this is quicker than to load node:zlib. */
const FEW = 1 << 12

/** `before`: the sum of the octets before these. */
export function crc32(bytes: Uint8Array, before = 0): number {
  return bytes.length > FEW ? process.getBuiltinModule('node:zlib').crc32(bytes, before) : crc32Here(bytes, before)
}

function crc32Here(bytes: Uint8Array, before: number): number {
  let sum = ~before
  for (const octet of bytes) sum = (sum >>> 8) ^ steps[(sum ^ octet) & 0xff]!
  return ~sum >>> 0
}

/** For each octet, the result of eight shifts. */
const steps = Uint32Array.from({ length: 256 }, (_, octet) => {
  let sum = octet
  for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0)
  return sum
})
