// Reads TAI64 labels, in which tinydns writes when a record begins or ends.

/** The TAI64 label of 1970: by the table of libtai, TAI was 10 s ahead of UTC then. */
const EPOCH = 2n ** 62n + 10n

/** Seconds since 1970. Without leap seconds this is some 27 s late, which does not matter for a record. Undefined where it is no label. */
export function timeOf(label: string): number | undefined {
  return /^[0-9a-f]{16}$/i.test(label) ? Number(BigInt(`0x${label}`) - EPOCH) : undefined
}
