// What a client said in its OPT record (RFC 6891 §6.1), read in place.
//
//  OPT "TTL" field, RFC 6891 §6.1.3        0        8        16                31
//                                          +--------+--------+-+---------------+
//                                          | XRCODE | VERSION|D|C|      Z      |   D = DNSSEC OK, C = Compact Answers OK
//                                          +--------+--------+-+---------------+

import { get16 } from '../dns/big-endian.ts'

export const Option = {
  NSID: 3,
  CLIENT_SUBNET: 8,
  EXPIRE: 9,
  COOKIE: 10,
  TCP_KEEPALIVE: 11,
  PADDING: 12,
  EXTENDED_ERROR: 15,
  ZONEVERSION: 19,
} as const

/** OPT with no options: root, type, class, TTL, length. */
export const OPT_LENGTH = 11

/** RFC 6891 §6.2.3: a smaller size counts as this, which also holds without EDNS (RFC 1035 §2.3.4). */
const MIN_UDP = 512

/** Reused from message to message. */
export class Edns {
  present = false
  version = 0
  udpSize = MIN_UDP
  dnssecOk = false
  /** RFC 9824 §5.1: the client recognizes compact denial by its records, and takes NXDOMAIN with them. */
  compactOk = false
  /** An option in a form that its RFC answers with FORMERR. */
  malformed = false
  /** Where the data of the first COOKIE option begins, and its length: -1 if there is none. */
  cookieAt = 0
  cookieLength = -1
  nsid = false
  keepalive = false
  zoneVersion = false
  /** How many CLIENT-SUBNET options there are; where the data of the first begins, and its length. */
  subnets = 0
  subnetAt = 0
  subnetLength = 0
  /** The client wants the answer padded (RFC 7830). */
  padding = false
  /** RFC 7314: a secondary asks for how long the zone is good. */
  expire = false

  /** RFC 7873 §5.2.2: a client cookie alone, or with a server cookie of 8 to 32 octets. */
  get cookieIsLegal(): boolean {
    const length = this.cookieLength
    return length === 8 || (length >= 16 && length <= 40)
  }

  /** Whether the client also asks about the zone that answers. */
  get ofZone(): boolean {
    return this.zoneVersion || this.expire
  }

  clear(): void {
    this.present = false
    this.version = 0
    this.udpSize = MIN_UDP
    this.dnssecOk = false
    this.compactOk = false
    this.malformed = false
    this.cookieLength = -1
    this.nsid = false
    this.keepalive = false
    this.zoneVersion = false
    this.expire = false
    this.subnets = 0
    this.padding = false
  }

  /** Reads the OPT whose TYPE field is at `at` and whose data ends at `end`. */
  read(bytes: Uint8Array, at: number, end: number): void {
    this.present = true
    this.udpSize = Math.max(MIN_UDP, get16(bytes, at + 2))
    this.version = bytes[at + 5]!
    this.dnssecOk = (bytes[at + 6]! & 0x80) !== 0
    this.compactOk = (bytes[at + 6]! & 0x40) !== 0
    let p = at + 10
    while (p + 4 <= end) {
      const code = get16(bytes, p)
      const length = get16(bytes, p + 2)
      if (p + 4 + length > end) break
      this.#option(code, p + 4, length)
      p += 4 + length
    }
    if (p !== end) this.malformed = true
  }

  #option(code: number, at: number, length: number): void {
    switch (code) {
      case Option.COOKIE:
        // RFC 7873 §5.2: of several, take the first and ignore all others.
        if (this.cookieLength >= 0) break
        this.cookieAt = at
        this.cookieLength = length
        break
      case Option.CLIENT_SUBNET:
        if (this.subnets++ > 0) break
        this.subnetAt = at
        this.subnetLength = length
        break
      case Option.PADDING:
        this.padding = true
        break
      case Option.EXPIRE:
        this.expire = true
        break
      case Option.NSID:
        this.nsid = true
        break
      case Option.TCP_KEEPALIVE:
        this.keepalive = true
        break
      case Option.ZONEVERSION:
        // RFC 9660 §3.1: empty and at most once in a query, or FORMERR.
        if (length !== 0 || this.zoneVersion) this.malformed = true
        this.zoneVersion = true
        break
    }
  }
}
