// Response codes (RFC 6895 §2.3). Those above 15 need EDNS, whose TTL carries the upper eight bits (RFC 6891 §6.1.3).

import { Mnemonics } from './mnemonics.ts'

export const Rcode = {
  NOERROR: 0, // RFC 1035 §4.1.1
  FORMERR: 1, // RFC 1035 §4.1.1
  SERVFAIL: 2, // RFC 1035 §4.1.1
  NXDOMAIN: 3, // RFC 1035 §4.1.1
  NOTIMP: 4, // RFC 1035 §4.1.1
  REFUSED: 5, // RFC 1035 §4.1.1
  YXDOMAIN: 6, // RFC 2136 §2.2, RFC 6672 §2.2: a name grew too long through a DNAME
  YXRRSET: 7, // RFC 2136 §2.2
  NXRRSET: 8, // RFC 2136 §2.2
  NOTAUTH: 9, // RFC 2136 §2.2, RFC 8945 §5.2
  NOTZONE: 10, // RFC 2136 §2.2
  DSOTYPENI: 11, // RFC 8490 §5.1.1
  BADVERS: 16, // RFC 6891 §6.1.3
  BADSIG: 16, // RFC 8945 §3: in a TSIG record, where 16 is not BADVERS
  BADKEY: 17, // RFC 8945 §3
  BADTIME: 18, // RFC 8945 §3
  BADMODE: 19, // RFC 2930 §2.6
  BADNAME: 20, // RFC 2930 §2.6
  BADALG: 21, // RFC 2930 §2.6
  BADTRUNC: 22, // RFC 8945 §3
  BADCOOKIE: 23, // RFC 7873 §8
} as const

const rcodes = new Mnemonics(Object.entries(Rcode), 'RCODE', 0xffff)

/** `NXDOMAIN`, or `RCODE24` where the number has no name. */
export function rcodeName(code: number): string {
  return rcodes.name(code)
}
