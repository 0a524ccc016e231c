// A header that we write is the one that proxies write, and reads as what it says.

import t from 'tap'
import { addressFromText } from '../../../src/dns/address.ts'
import { ANY_ADDRESS } from '../../../src/net/endpoint.ts'
import { Peer } from '../../../src/net/peer.ts'
import { readProxyHeader } from '../../../src/net/proxy/header.ts'
import { proxyHeader } from '../../../src/net/proxy/write-header.ts'
import { proxyHeader as byTests } from '../../support/proxy-header.ts'

t.test('both families, streams and datagrams', async (t) => {
  for (const from of ['192.0.2.7', '255.255.255.255', '2001:db8::7', '::'])
    for (const stream of [true, false]) {
      const client = addressFromText(from)!
      const server = addressFromText(from.includes(':') ? '::1' : '127.0.0.1')!
      const header = proxyHeader({ client, server, port: 53, stream })
      t.same(Buffer.from(header), byTests({ from, to: from.includes(':') ? '::1' : '127.0.0.1', stream }), from)
      const peer = new Peer('tcp', { ...ANY_ADDRESS, proxies: [] })
      t.equal(readProxyHeader(header, 0, header.length, peer), header.length)
      t.same(peer.client.octets.subarray(0, peer.client.length), client)
      t.equal(peer.proven, stream)
    }
})

t.test('a server of the other family is told as none', async (t) => {
  const header = proxyHeader({
    client: addressFromText('2001:db8::7')!,
    server: addressFromText('127.0.0.1')!,
    ...{ port: 53, stream: true },
  })
  t.same(header.subarray(32, 48), new Uint8Array(16))
})
