// What the running server does at the signals to read its files anew, and to end.

import { rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { Packet } from 'dns2'
import t from 'tap'
import { dig, folderOf, missing, serve } from '../support/janus.ts'

const zone = (serial: number, address: string) =>
  `@ 300 IN SOA ns hostmaster ${serial} 3600 600 86400 60\n@ 300 IN NS ns\nns 300 IN A ${address}\n`

const config = (udp: string, more = '') =>
  `listen: ["127.0.0.1:0"]\nworkers: 2\nudp: ${udp}\nzones: {a.example: a.zone, b.example: b.zone${more}}\n`

const skip = await missing('dig')

for (const udp of ['auto', 'portable']) {
  t.test(`SIGHUP reads configuration and zones anew, udp: ${udp}`, { skip }, async (t) => {
    const folder = folderOf(t, {
      'janus.yaml': config(udp),
      'a.zone': zone(1, '192.0.2.1'),
      'b.zone': zone(1, '192.0.2.1'),
    })
    const write = (file: string, text: string) => writeFileSync(join(folder, file), text)
    const janus = await serve(t, folder)
    const addresses = async (name: string) =>
      Promise.all(['+notcp', '+tcp'].map((over) => dig(janus.port(), '@127.0.0.1', name, 'A', over)))
    const both = (line: string) => [[line], [line]]
    t.same(await addresses('ns.a.example'), both('ns.a.example. 300 IN A 192.0.2.1'))

    write('a.zone', zone(2, '192.0.2.22'))
    write('b.zone', `${zone(2, '192.0.2.22')}broken`)
    janus.signal('SIGHUP')
    const partly = await janus.logged('reloaded, except the zones with errors')
    t.match(partly, { level: 50 })
    t.match(
      janus.log.find(({ zone, level }) => zone === 'b.example.' && level === 50),
      { msg: 'zone refused: its last good version is served until it is repaired', findings: [{ at: /b\.zone:4:1$/ }] },
    )
    t.same(await addresses('ns.a.example'), both('ns.a.example. 300 IN A 192.0.2.22'), 'the good zone is new')
    t.same(await addresses('ns.b.example'), both('ns.b.example. 300 IN A 192.0.2.1'), 'the bad one stays as it was')

    write('b.zone', zone(3, '192.0.2.33'))
    write('c.zone', zone(1, '192.0.2.3'))
    write('janus.yaml', config(udp, ', c.example: c.zone'))
    janus.signal('SIGHUP')
    await janus.logged('reloaded')
    t.same(await addresses('ns.b.example'), both('ns.b.example. 300 IN A 192.0.2.33'), 'repaired')
    t.same(await addresses('ns.c.example'), both('ns.c.example. 300 IN A 192.0.2.3'), 'a zone added')

    write('janus.yaml', 'zones: [')
    rmSync(join(folder, 'a.zone'))
    janus.signal('SIGHUP')
    await janus.logged('reload refused: the configuration has errors; nothing was changed')
    t.same(await addresses('ns.a.example'), both('ns.a.example. 300 IN A 192.0.2.22'))
    janus.signal('SIGINT')
    t.same(await janus.ended, { code: 0, signal: null })
  })

  t.test(`SIGTERM answers what has come, and ends with 0, udp: ${udp}`, async (t) => {
    const folder = folderOf(t, {
      'janus.yaml': config(udp),
      'a.zone': zone(1, '192.0.2.1'),
      'b.zone': zone(1, '192.0.2.1'),
    })
    const janus = await serve(t, folder)
    const socket = connect(janus.port(), '127.0.0.1')
    const closed = new Promise((resolve) => socket.on('close', resolve))
    socket.on('error', () => {})
    const packet = new Packet()
    packet.questions.push(new Packet.Question('ns.a.example', Packet.TYPE.A, Packet.CLASS.IN))
    const query = packet.toBuffer()
    socket.write(Buffer.concat([Uint8Array.of(0, query.length), query]))
    t.equal(Packet.parse(await Packet.readStream(socket)).answers[0]?.address, '192.0.2.1')
    socket.resume()
    janus.signal('SIGTERM')
    t.same(await janus.ended, { code: 0, signal: null })
    await closed
    t.match(janus.log.at(-1), { msg: 'stopped' })
  })
}
