// TAI64 labels, in which tinydns writes when a record begins or ends.

/** 1970 in TAI64, and how far TAI was ahead of UTC then, by the table of libtai. */
const EPOCH = 2n ** 62n + 10n

/** In seconds since 1970, without leap seconds: some 27 s late, which a DNS record does not notice. Undefined: it is no label. */
export function timeOf(label: string): number | undefined {
  return /^[0-9a-f]{16}$/i.test(label) ? Number(BigInt(`0x${label}`) - EPOCH) : undefined
}
