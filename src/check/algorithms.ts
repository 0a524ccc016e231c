// DNSSEC algorithms and digests by name, and which are for use (RFC 9904 §3, §4, RFC 9905 §2).

type Row = { readonly name: string; readonly use: 'yes' | 'not-recommended' | 'no' }

const algorithms: ReadonlyMap<number, Row> = new Map([
  [1, { name: 'RSAMD5', use: 'no' }],
  [3, { name: 'DSA', use: 'no' }],
  [5, { name: 'RSASHA1', use: 'no' }],
  [6, { name: 'DSA-NSEC3-SHA1', use: 'no' }],
  [7, { name: 'RSASHA1-NSEC3-SHA1', use: 'no' }],
  [8, { name: 'RSASHA256', use: 'yes' }],
  [10, { name: 'RSASHA512', use: 'not-recommended' }],
  [12, { name: 'ECC-GOST', use: 'no' }],
  [13, { name: 'ECDSAP256SHA256', use: 'yes' }],
  [14, { name: 'ECDSAP384SHA384', use: 'yes' }],
  [15, { name: 'ED25519', use: 'yes' }],
  [16, { name: 'ED448', use: 'yes' }],
  [17, { name: 'SM2SM3', use: 'yes' }],
  [23, { name: 'ECC-GOST12', use: 'yes' }],
])

/** Whether a zone may be signed with the algorithm; `yes` where the table lacks it. */
export function useOfAlgorithm(algorithm: number): Row['use'] {
  return algorithms.get(algorithm)?.use ?? 'yes'
}

/** `RSASHA1 (5)`, `99` */
export function algorithmName(algorithm: number): string {
  const row = algorithms.get(algorithm)
  return row === undefined ? `${algorithm}` : `${row.name} (${algorithm})`
}

/** The digest types of DS and CDS that are out of use: SHA-1 and GOST R 34.11-94. */
export const oldDigests: ReadonlyMap<number, string> = new Map([
  [1, 'SHA-1 (1)'],
  [3, 'GOST (3)'],
])
