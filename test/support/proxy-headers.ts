// Every kind of PROXY header that says who asks, and every kind that says nothing.

import { crc32c } from '../../src/net/proxy/crc32c.ts'
import { proxyHeader, value } from './proxy-header.ts'

/** With its checksum, which is wrong by `off`. */
function summed(header: Buffer, off = 0): Buffer {
  const at = header.length - 4
  header.writeUInt32BE((crc32c(header, 0, header.length, at) + off) >>> 0, at)
  return header
}

const room = value(3, Buffer.alloc(4))
const client = '192.0.2.7'

/** Who asks by it, and whether that is proven over UDP. */
export const readable: readonly (readonly [what: string, client: string, proven: boolean, header: Buffer])[] = [
  ['a datagram over IPv4', client, false, proxyHeader({ from: client })],
  ['a stream over IPv4', client, true, proxyHeader({ from: client, stream: true })],
  ['a datagram over IPv6', '2001:db8::7', false, proxyHeader({ from: '2001:db8::7' })],
  ['a stream over IPv6', '2001:db8::7', true, proxyHeader({ from: '2001:db8::7', stream: true })],
  ['IPv4 in the form of IPv6', client, false, proxyHeader({ from: `::ffff:${client}`, to: '2001:db8::1' })],
  ['the proxy for itself', '127.0.0.5', false, proxyHeader({})],
  ['the same with what nobody reads', '127.0.0.5', false, withOctets(proxyHeader({ from: client }), [12, 0x20])],
  [
    'the same over a Unix socket',
    '127.0.0.5',
    false,
    withOctets(proxyHeader({ from: client }), [12, 0x20], [13, 0x31]),
  ],
  [
    'values that nobody here knows',
    client,
    false,
    proxyHeader({ from: client, values: [value(0xee, Buffer.alloc(99))] }),
  ],
  ['padding', client, false, proxyHeader({ from: client, values: [value(4, Buffer.alloc(0))] })],
  ['a right checksum', client, false, summed(proxyHeader({ from: client, values: [room] }))],
  ['the longest', client, false, proxyHeader({ from: client, values: [value(0xee, Buffer.alloc(512 - 16 - 12 - 3))] })],
]

export const unreadable: readonly (readonly [what: string, header: Buffer])[] = [
  ['no header', Buffer.from('a query without one, long enough for all')],
  ['version 1', Buffer.from('PROXY TCP4 192.0.2.7 192.0.2.1 49152 53\r\n')],
  ['another version', withOctets(proxyHeader({ from: client }), [12, 0x31])],
  ['another command', withOctets(proxyHeader({ from: client }), [12, 0x22])],
  ['no family', withOctets(proxyHeader({ from: client }), [13, 0x02])],
  ['a Unix socket', withOctets(proxyHeader({ from: client }), [13, 0x31])],
  ['a family of nobody', withOctets(proxyHeader({ from: client }), [13, 0x42])],
  ['neither stream nor datagram', withOctets(proxyHeader({ from: client }), [13, 0x10])],
  ['a third way', withOctets(proxyHeader({ from: client }), [13, 0x13])],
  ['addresses of no length', withOctets(proxyHeader({ from: client }), [15, 0])],
  ['addresses cut short', withOctets(proxyHeader({ from: client }), [15, 11])],
  ['IPv6 with the length of IPv4', withOctets(proxyHeader({ from: client }), [13, 0x22])],
  ['one octet too long', proxyHeader({ from: client, values: [value(0xee, Buffer.alloc(512 - 16 - 12 - 2))] })],
  ['as long as can be said', withOctets(proxyHeader({ from: client }), [14, 0xff], [15, 0xff])],
  ['a value that has no length', proxyHeader({ from: client, values: [Buffer.from([0xee])] })],
  ['half a length', proxyHeader({ from: client, values: [Buffer.from([0xee, 0])] })],
  ['a value longer than the header', proxyHeader({ from: client, values: [Buffer.from([0xee, 0, 2, 1])] })],
  ['a wrong checksum', summed(proxyHeader({ from: client, values: [room] }), 1)],
  ['a checksum of three octets', proxyHeader({ from: client, values: [value(3, Buffer.alloc(3))] })],
  ['two checksums', summed(proxyHeader({ from: client, values: [room, room] }))],
]

function withOctets(header: Buffer, ...octets: readonly (readonly [at: number, octet: number])[]): Buffer {
  for (const [at, octet] of octets) header[at] = octet
  return header
}
