// Listening on all addresses: an answer leaves from the address that the client asked, or the client takes it for forged. dig
// does.

import { networkInterfaces } from 'node:os'
import t from 'tap'
import { dig, folderOf, missing, serve } from '../support/janus.ts'

const zone = '@ 300 IN SOA ns hostmaster 7 3600 600 86400 60\n@ 300 IN NS ns\nns 300 IN A 192.0.2.2\n'
const config = (udp: string) =>
  `listen: ["0.0.0.0:0", "[::]:0"]\nworkers: 2\nudp: ${udp}\nzones: {example.com: example.com.zone}\n`

const own = Object.values(networkInterfaces())
  .flatMap((addresses = []) => addresses)
  .filter(({ address }) => !address.startsWith('fe80:'))
  .map(({ address, family }) => ({ address, family }))

const skip = await missing('dig')

t.test('in batches, with one socket for all addresses', { skip }, async (t) => {
  const janus = await serve(t, folderOf(t, { 'janus.yaml': config('auto'), 'example.com.zone': zone }))
  const batched = janus.log.some(({ udp }) => udp === 'batch')
  const targets = [...own, ...(batched ? [{ address: '127.0.0.5', family: 'IPv4' }] : [])]
  for (const { address, family } of targets) {
    const port = janus.port(batched ? { IPv4: '0.0.0.0', IPv6: '[::]' }[family] : shown(address))
    for (const over of ['+notcp', '+tcp'])
      t.same(
        await dig(port, `@${address}`, 'ns.example.com', 'A', over),
        ['ns.example.com. 300 IN A 192.0.2.2'],
        `${address} ${over}`,
      )
  }
})

t.test('one datagram at a time, with a socket for each address', { skip }, async (t) => {
  const janus = await serve(t, folderOf(t, { 'janus.yaml': config('portable'), 'example.com.zone': zone }))
  for (const { address } of own)
    for (const over of ['+notcp', '+tcp'])
      t.same(
        await dig(janus.port(`${shown(address)}:`), `@${address}`, 'ns.example.com', 'A', over),
        ['ns.example.com. 300 IN A 192.0.2.2'],
        `${address} ${over}`,
      )
})

function shown(address: string): string {
  return address.includes(':') ? `[${address}]` : address
}
