// DNSSEC algorithms by name, and those and the digests that no one should use any more (RFC 8624 §3, RFC 9904, RFC 9905).

const oldAlgorithms: ReadonlyMap<number, string> = new Map([
  [1, 'RSAMD5'],
  [3, 'DSA'],
  [5, 'RSASHA1'],
  [6, 'DSA-NSEC3-SHA1'],
  [7, 'RSASHA1-NSEC3-SHA1'],
  [12, 'ECC-GOST'],
])

const goodAlgorithms: ReadonlyMap<number, string> = new Map([
  [8, 'RSASHA256'],
  [10, 'RSASHA512'],
  [13, 'ECDSAP256SHA256'],
  [14, 'ECDSAP384SHA384'],
  [15, 'ED25519'],
  [16, 'ED448'],
])

export function isOldAlgorithm(algorithm: number): boolean {
  return oldAlgorithms.has(algorithm)
}

/** `RSASHA1 (5)`, `99` */
export function algorithmName(algorithm: number): string {
  const name = oldAlgorithms.get(algorithm) ?? goodAlgorithms.get(algorithm)
  return name === undefined ? `${algorithm}` : `${name} (${algorithm})`
}

/** SHA-1 and GOST R 34.11-94. */
export const oldDigests: ReadonlyMap<number, string> = new Map([
  [1, 'SHA-1 (1)'],
  [3, 'GOST (3)'],
])
