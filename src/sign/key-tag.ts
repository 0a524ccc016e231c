// The number that names a key in RRSIG and DS records (RFC 4034 appendix B). Several keys may share it.

/** The tag of the DNSKEY rdata in bytes[from, to). */
export function keyTag(bytes: Uint8Array, from = 0, to = bytes.length): number {
  // RFC 4034 appendix B.1: the tag of an RSAMD5 key is a part of the modulus.
  if (bytes[from + 3] === 1) return ((bytes[to - 3]! << 8) | bytes[to - 2]!) & 0xffff
  let sum = 0
  for (let p = from; p < to; p++) sum += (p - from) & 1 ? bytes[p]! : bytes[p]! << 8
  return (sum + (sum >>> 16)) & 0xffff
}
