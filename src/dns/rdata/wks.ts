// The services of a WKS record (RFC 1035 §3.4.2): a protocol and a bit for each port. Long out of use (RFC 1123 §2.2).

import { Mnemonics } from '../mnemonics.ts'
import type { Octets } from '../octets.ts'
import { type Label, say } from '../says.ts'
import { type Cursor, type Field, field } from './field.ts'
import type { Words } from './words.ts'

/** IANA "Protocol Numbers", those that have ports. */
export const protocols = new Mnemonics(Object.entries({ tcp: 6, udp: 17, sctp: 132 }), '', 0xff)

/** Services of the time of RFC 1010 that hosts still have; others are written as their port. */
const services = new Mnemonics(
  Object.entries({
    echo: 7,
    discard: 9,
    daytime: 13,
    'ftp-data': 20,
    ftp: 21,
    ssh: 22,
    telnet: 23,
    smtp: 25,
    time: 37,
    domain: 53,
    tftp: 69,
    finger: 79,
    http: 80,
    kerberos: 88,
    pop3: 110,
    sunrpc: 111,
    nntp: 119,
    ntp: 123,
    imap: 143,
    snmp: 161,
    ldap: 389,
    https: 443,
    submissions: 465,
    submission: 587,
    imaps: 993,
    pop3s: 995,
  }),
  '',
  0xffff,
)

/** Ports up to the end of the record, perhaps none; printed as numbers. */
export function ports(label: Label): Field {
  return field(label, (words, out) => parsePorts(words, label, out), printPorts, measurePorts)
}

function parsePorts(words: Words, label: Label, out: Octets): boolean {
  const from = out.length
  for (; words.left > 0; words.next++) {
    const { bytes, next } = words
    const port = words.bare ? services.codeFromBytes(bytes, words.start[next]!, words.end[next]!) : -1
    if (port < 0) return words.cannot(label, say('need-port'))
    while (out.length - from <= port >> 3) out.u8(0)
    out.bytes[from + (port >> 3)]! |= 0x80 >> (port & 7)
  }
  return true
}

function printPorts(cursor: Cursor): string {
  const { bytes, at, end } = cursor
  const texts: number[] = []
  for (let port = 0; port < (end - at) * 8; port++)
    if (bytes[at + (port >> 3)]! & (0x80 >> (port & 7))) texts.push(port)
  cursor.at = end
  return texts.join(' ')
}

/** Trailing zero octets say nothing and text cannot give them back, so that they are taken as malformed. */
function measurePorts(bytes: Uint8Array, at: number, end: number): number {
  const size = end - at
  return size > 8192 || (size > 0 && bytes[end - 1] === 0) ? -1 : size
}
