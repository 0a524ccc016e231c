// DNSSEC algorithms and digests that no one should use any more, or that nobody knows (RFC 8624 §3, RFC 9904, RFC 9905).

/** RSAMD5, DSA, RSASHA1, DSA-NSEC3-SHA1, RSASHA1-NSEC3-SHA1, ECC-GOST. */
const oldAlgorithms = new Map([
  [1, 'RSAMD5'],
  [3, 'DSA'],
  [5, 'RSASHA1'],
  [6, 'DSA-NSEC3-SHA1'],
  [7, 'RSASHA1-NSEC3-SHA1'],
  [12, 'ECC-GOST'],
])

export function isOldAlgorithm(algorithm: number): boolean {
  return oldAlgorithms.has(algorithm)
}

/** `RSASHA1 (5)` */
export function algorithmName(algorithm: number): string {
  return `${oldAlgorithms.get(algorithm)} (${algorithm})`
}

/** SHA-1 and GOST R 34.11-94. */
export const oldDigests: ReadonlyMap<number, string> = new Map([
  [1, 'SHA-1 (1)'],
  [3, 'GOST (3)'],
])
