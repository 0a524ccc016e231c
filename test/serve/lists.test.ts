// A server with a list of files: over UDP and TCP, for the views that it is for, transferred, reloaded, and kept where its file goes bad.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { dig, folderOf, type Janus, missing, serve } from '../support/janus.ts'

const config = `
listen: [127.0.0.1:0]
workers: 1
state: state
views: {internal: [127.0.0.1/32], other: [127.0.0.2/32]}
transfers: [{from: [127.0.0.1]}]
zones: {univ.example: univ.zone}
lists:
  dnsbl.univ.example: {files: [list], format: ip4set, ttl: 90s, negative-ttl: 7s, views: [internal]}
`
const zone = '$TTL 1h\n@ SOA ns hostmaster 5 1h 15m 30d 1h\n@ NS ns\nns A 192.0.2.53\nalias CNAME 1.2.0.192.dnsbl\n'
const first = ':3:from $\n192.0.2.0/24\n!192.0.2.9\n10.0.0.1 :4:\n'

const serialOf = async (port: number) =>
  Number((await dig(port, '@127.0.0.1', 'dnsbl.univ.example', 'SOA'))[0]!.split(' ')[6])

t.test('lists are served', { skip: await missing('dig') }, async (t) => {
  const folder = folderOf(t, { 'janus.yaml': config, 'univ.zone': zone, list: first })
  const server: Janus = await serve(t, folder)
  const port = server.port()
  const ask = (...words: string[]) => dig(port, '@127.0.0.1', ...words)

  await t.test('over UDP and TCP', async (t) => {
    for (const way of ['+notcp', '+tcp']) {
      t.same(await ask(way, '1.2.0.192.dnsbl.univ.example', 'A'), ['1.2.0.192.dnsbl.univ.example. 90 IN A 127.0.0.3'])
      t.same(await ask(way, '9.2.0.192.dnsbl.univ.example', 'A'), ['NXDOMAIN'])
      t.same(await ask(way, '2.0.192.dnsbl.univ.example', 'A'), ['NOERROR'])
    }
    t.match(await ask('+dnssec', '1.2.0.192.dnsbl.univ.example', 'TXT'), [/"from 192\.0\.2\.1"/])
  })

  await t.test('an alias of another zone leads there', async (t) => {
    const records = await ask('alias.univ.example', 'A')
    t.same(records.at(0), '1.2.0.192.dnsbl.univ.example. 90 IN A 127.0.0.3')
  })

  await t.test('a view that is not shown it has no such names', async (t) => {
    t.same(await ask('-b', '127.0.0.2', '1.2.0.192.dnsbl.univ.example', 'A'), ['NXDOMAIN'])
  })

  await t.test('the apex has what the zone above has', async (t) => {
    t.same(await ask('dnsbl.univ.example', 'NS'), ['dnsbl.univ.example. 3600 IN NS ns.univ.example.'])
    t.match(await ask('dnsbl.univ.example', 'SOA'), [
      /ns\.univ\.example\. hostmaster\.univ\.example\. \d+ 3600 900 2592000 7$/,
    ])
  })

  await t.test('it is transferred as a zone', async (t) => {
    const records = await ask('+tcp', 'dnsbl.univ.example', 'AXFR')
    const owners = new Set(records.map((line) => line.split(' ')[0]!.replace(/\.?dnsbl\.univ\.example\.$/, '')))
    t.equal(owners.size, 255 + 3, '255 of a network, one more, the test point, the apex')
    t.ok(owners.has('2.0.0.127') && !owners.has('9.2.0.192'))
  })

  await t.test('a changed file is a new version, and a bad one leaves the last', async (t) => {
    const serial = await serialOf(port)
    writeFileSync(join(folder, 'list'), `${first}10.0.0.2\n`)
    server.signal('SIGHUP')
    await server.logged('reloaded')
    t.same(await ask('2.0.0.10.dnsbl.univ.example', 'A'), ['2.0.0.10.dnsbl.univ.example. 90 IN A 127.0.0.3'])
    t.ok((await serialOf(port)) > serial, 'secondaries see it by the serial')
    writeFileSync(join(folder, 'list'), '0.0.0.0/0\n')
    server.signal('SIGHUP')
    await server.logged('reloaded, except the zones with errors')
    t.same(await ask('2.0.0.10.dnsbl.univ.example', 'A'), ['2.0.0.10.dnsbl.univ.example. 90 IN A 127.0.0.3'])
    t.same(await ask('1.0.0.127.dnsbl.univ.example', 'A'), ['NXDOMAIN'])
  })
})
