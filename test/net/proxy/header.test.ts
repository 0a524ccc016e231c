// Who asks, by what a proxy's header says; and every header that says nothing.

import t from 'tap'
import { addressText } from '../../../src/dns/address.ts'
import { ANY_ADDRESS } from '../../../src/net/endpoint.ts'
import { Peer } from '../../../src/net/peer.ts'
import { crc32c } from '../../../src/net/proxy/crc32c.ts'
import { HEADER_BROKEN, HEADER_CUT, readProxyHeader } from '../../../src/net/proxy/header.ts'
import { ALL_IPV4, ALL_IPV6 } from '../../../src/views/prefix.ts'
import fc from '../../support/properties.ts'
import { proxyHeader, value } from '../../support/proxy-header.ts'

const listener = { ...ANY_ADDRESS, proxies: [ALL_IPV4, ALL_IPV6] }

function peerOver(protocol: 'udp' | 'tcp'): Peer {
  const peer = new Peer(protocol, listener)
  peer.sender.set(Uint8Array.of(127, 0, 0, 5))
  return peer
}

function clientOf({ client }: Peer): string {
  return addressText(client.octets.subarray(0, client.length))
}

/** With its checksum, which is wrong by `off`. */
function summed(header: Buffer, off = 0): Buffer {
  const at = header.length - 4
  header.writeUInt32BE((crc32c(header, 0, header.length, at) + off) >>> 0, at)
  return header
}

const room = value(3, Buffer.alloc(4))
const client = '192.0.2.7'

const readable: readonly (readonly [what: string, client: string, proven: boolean, header: Buffer])[] = [
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

t.test('a header says who asks, and whether that is proven', async (t) => {
  for (const [what, wanted, proven, header] of readable) {
    const message = Buffer.concat([Buffer.from('before'), header, Buffer.from('message')])
    const peer = peerOver('udp')
    t.equal(readProxyHeader(message, 6, message.length, peer), 6 + header.length, what)
    t.equal(clientOf(peer), wanted, what)
    t.equal(peer.proven, proven, `${what}: proven`)
    t.equal(addressText(peer.sender.octets.subarray(0, 4)), '127.0.0.5', 'the proxy stays who it is')
  }
})

t.test('a stream of a proxy that carries datagrams proves nothing about the client', async (t) => {
  const peer = peerOver('tcp')
  t.ok(peer.proven)
  readProxyHeader(proxyHeader({ from: client }), 0, 28, peer)
  t.notOk(peer.proven)
  readProxyHeader(proxyHeader({}), 0, 16, peer)
  t.ok(peer.proven, 'and its own question is its own')
})

const unreadable: readonly (readonly [what: string, header: Buffer])[] = [
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

t.test('a header that is not one is told from one that has not come whole', async (t) => {
  for (const [what, header] of unreadable)
    t.equal(readProxyHeader(header, 0, header.length, peerOver('udp')), HEADER_BROKEN, what)
  for (const [what, , , header] of readable)
    for (let to = 0; to < header.length; to++)
      if (readProxyHeader(header, 0, to, peerOver('tcp')) !== HEADER_CUT) t.fail(`${what}: ${to} octets of it`)
})

t.test('whatever comes, nothing is read behind its end, and what is behind a header is found', async () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 600 }),
      fc.integer({ min: 0, max: 40 }),
      fc.nat(255),
      (tail, where, octet) => {
        const whole = Buffer.concat([proxyHeader({ from: client }), tail])
        if (where < 28) whole[where] = octet
        const at = readProxyHeader(whole, 0, whole.length, peerOver('udp'))
        return at === HEADER_BROKEN || at === HEADER_CUT || (at >= 16 && at <= Math.min(512, whole.length))
      },
    ),
  )
})

t.test('CRC-32C of what RFC 3720 gives', async (t) => {
  // Appendix B.4.
  t.equal(crc32c(new Uint8Array(32), 0, 32, -4), 0x8a9136aa)
  t.equal(crc32c(new Uint8Array(32).fill(0xff), 0, 32, -4), 0x62a8ab43)
  t.equal(
    crc32c(
      Uint8Array.from({ length: 32 }, (_, i) => i),
      0,
      32,
      -4,
    ),
    0x46dd794e,
  )
})

function withOctets(header: Buffer, ...octets: readonly (readonly [at: number, octet: number])[]): Buffer {
  for (const [at, octet] of octets) header[at] = octet
  return header
}
