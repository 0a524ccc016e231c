// Who asks, by what a proxy's header says; and every header that says nothing.

import t from 'tap'
import { addressText } from '../../../src/dns/address.ts'
import { ANY_ADDRESS } from '../../../src/net/endpoint.ts'
import { Peer } from '../../../src/net/peer.ts'
import { crc32c } from '../../../src/net/proxy/crc32c.ts'
import { HEADER_BROKEN, HEADER_CUT, readProxyHeader } from '../../../src/net/proxy/header.ts'
import { ALL_IPV4, ALL_IPV6 } from '../../../src/views/prefix.ts'
import fc from '../../support/properties.ts'
import { proxyHeader } from '../../support/proxy-header.ts'
import { readable, unreadable } from '../../support/proxy-headers.ts'

const listener = { ...ANY_ADDRESS, proxies: [ALL_IPV4, ALL_IPV6] }

function peerOver(protocol: 'udp' | 'tcp'): Peer {
  const peer = new Peer(protocol, listener)
  peer.sender.set(Uint8Array.of(127, 0, 0, 5))
  return peer
}

const client = '192.0.2.7'

function clientOf({ client }: Peer): string {
  return addressText(client.octets.subarray(0, client.length))
}

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
