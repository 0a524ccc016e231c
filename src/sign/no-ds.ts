// The records that ask the zone above for no DS (RFC 8078 §4 with erratum 5049): CDS `0 0 0 00`, and CDNSKEY `0 3 0 AA==`.

export const NO_DS = Uint8Array.of(0, 0, 0, 0, 0)
export const NO_DNSKEY = Uint8Array.of(0, 0, 3, 0, 0)
