// Rules without a key are for addresses, and want a sign that an address is the own one: TCP and TLS are one, a datagram is none.

import t from 'tap'
import { rcodeName } from '../../src/dns/rcodes.ts'
import { queryFor } from '../support/ask.ts'
import { exchange } from '../support/exchange.ts'
import { folderOf, serve } from '../support/janus.ts'
import { askOverTls } from '../support/tls-client.ts'
import { updateMessage } from '../support/update-message.ts'

const files = {
  'janus.yaml': `listen: ["127.0.0.1:0", {address: "127.0.0.2:0", tls: {}}]
workers: 1
cookies: false
state: state
zones: {example.com: a.zone}
updates: [{from: [127.0.0.3/32], zones: [example.com], names: ["*.dhcp"]}]
`,
  'a.zone': '$TTL 60\n@ SOA ns host 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n',
}

t.test('who may change a zone by his address', async (t) => {
  const server = await serve(t, folderOf(t, files))
  const rcodeOf = (octets: Uint8Array) => rcodeName(octets[3]! & 0xf)
  const ways = {
    udp: (message: Uint8Array, from: string) =>
      exchange(t, message, { port: server.port('127.0.0.1'), from, transport: 'udp' }),
    tcp: (message: Uint8Array, from: string) =>
      exchange(t, message, { port: server.port('127.0.0.1'), from, transport: 'tcp' }),
    tls: async (message: Uint8Array, from: string) => {
      const { answers } = await askOverTls(t, server.port('127.0.0.2'), [message], { host: '127.0.0.2', from })
      return answers[0]!
    },
  } as const
  const cases = [
    { way: 'udp', from: '127.0.0.3', name: 'a.dhcp', says: 'REFUSED', becomes: 'NXDOMAIN' },
    { way: 'tcp', from: '127.0.0.3', name: 'b.dhcp', says: 'NOERROR', becomes: 'NOERROR' },
    { way: 'tls', from: '127.0.0.3', name: 'c.dhcp', says: 'NOERROR', becomes: 'NOERROR' },
    { way: 'tls', from: '127.0.0.4', name: 'd.dhcp', says: 'REFUSED', becomes: 'NXDOMAIN' },
    { way: 'tls', from: '127.0.0.3', name: 'www', says: 'REFUSED', becomes: 'NXDOMAIN' },
  ] as const
  for (const { way, from, name, says, becomes } of cases) {
    const update = updateMessage('example.com.', [`add ${name} 60 A 192.0.2.7`])
    t.equal(rcodeOf(await ways[way](update, from)), says, `${name} by ${way} from ${from}`)
    t.equal(rcodeOf(await ways.udp(queryFor(`${name}.example.com A`), '127.0.0.1')), becomes, `${name}: afterwards`)
  }
})

t.test('the subnet that a trusted resolver says he asks for changes nothing', async (t) => {
  const trusting = files['janus.yaml'].replace('cookies: false', 'cookies: false\necs-from: [127.0.0.5]')
  const server = await serve(t, folderOf(t, { ...files, 'janus.yaml': trusting }))
  // RFC 7871 §6: IPv4, 32 bits of 127.0.0.3.
  const opt = Uint8Array.of(0, 8, 0, 8, 0, 1, 32, 0, 127, 0, 0, 3)
  const update = updateMessage('example.com.', ['add a.dhcp 60 A 192.0.2.7'], { opt })
  const from = async (from: string) =>
    rcodeName((await exchange(t, update, { port: server.port('127.0.0.1'), from, transport: 'tcp' }))[3]! & 0xf)
  t.equal(await from('127.0.0.5'), 'REFUSED')
  t.equal(await from('127.0.0.3'), 'NOERROR', 'the address itself counts')
})
