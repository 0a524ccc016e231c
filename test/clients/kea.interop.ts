// Kea's DHCP-DDNS server, as `janus acme config` prints it, told of leases as Kea's DHCP servers do: names of machines, their
// addresses, and whose they are.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { missing } from '../support/janus.ts'
import { until } from '../support/until.ts'
import { Campus } from './campus.ts'
import { noNamespaces } from './namespace.ts'

const skip = (await noNamespaces()) || (await missing('kea-dhcp-ddns', 'python3', 'dig'))

type Lease = { readonly isGone: boolean; readonly name: string; readonly address: string; readonly client: string }

/** As it comes over the wire: its length, and JSON. */
function requestOf({ isGone, name, address, client }: Lease): Buffer {
  const text = JSON.stringify({
    'change-type': isGone ? 1 : 0,
    'forward-change': true,
    'reverse-change': true,
    fqdn: `${name}.`,
    'ip-address': address,
    // RFC 4701 §3.3: of a client identifier, by SHA-256.
    dhcid: `000101${Buffer.alloc(32, client).toString('hex').toUpperCase()}`,
    'lease-expires-on': '20380101000000',
    'lease-length': 3600,
    'use-conflict-resolution': true,
  })
  const length = Buffer.alloc(2)
  length.writeUInt16BE(text.length)
  return Buffer.concat([length, Buffer.from(text)])
}

/** Sent from within the namespace. */
const SEND =
  'import socket, sys; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(bytes.fromhex(sys.argv[1]), ("127.0.0.1", 53001))'

t.test('Kea makes and takes away names, and leaves those of another machine', { skip }, async (t) => {
  const campus = await Campus.start(t)
  const { namespace, folder } = campus
  const config = join(folder, 'kea.json')
  writeFileSync(config, await campus.printed('dhcp', 'kea'))
  const kea = namespace.start(t, ['kea-dhcp-ddns', '-d', '-c', config], {
    KEA_PIDFILE_DIR: folder,
    KEA_LOCKFILE_DIR: folder,
  })
  await kea.said(/DHCP_DDNS_STARTED|DCTL_STANDALONE|server version .* started/)
  // It says so before it listens.
  await until('port 53001', async () => (await namespace.run('grep', '-q', ':CF09 ', '/proc/net/udp')).code === 0)
  let told = 0
  const tell = async (lease: Lease) => {
    told++
    await namespace.run('/usr/bin/python3', '-c', SEND, requestOf(lease).toString('hex'))
    await kea.said(new RegExp(`(?:DHCP_DDNS_(?:ADD|REMOVE)_(?:SUCCEEDED|FAILED)[^]*){${told}}`))
  }
  const name = 'pc.dept.univ.example'
  await tell({ isGone: false, name, address: '10.53.0.77', client: 'a' })
  t.same((await campus.ask(name, 'A')).internal, ['10.53.0.77'])
  t.equal((await campus.ask(name, 'DHCID')).internal.length, 1)
  t.same((await campus.ask('77.0.53.10.in-addr.arpa', 'PTR')).internal, [`${name}.`])
  await tell({ isGone: false, name, address: '10.53.0.78', client: 'a' })
  t.same((await campus.ask(name, 'A')).internal, ['10.53.0.78'], 'the same machine has another address')
  await tell({ isGone: false, name, address: '10.53.0.99', client: 'b' })
  t.same((await campus.ask(name, 'A')).internal, ['10.53.0.78'], 'another machine does not get its name')
  await tell({ isGone: true, name, address: '10.53.0.78', client: 'a' })
  t.same((await campus.ask(name, 'A')).internal, [])
  t.same((await campus.ask(name, 'DHCID')).internal, [])
  await tell({ isGone: true, name, address: '10.53.0.78', client: 'a' })
  t.notMatch(kea.output, /TIMEOUT|INVALID_RESPONSE|CORRUPT/, 'and every answer is one that it knows')
})
