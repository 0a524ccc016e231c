// A zone that came whole lies on the disk before the changes of the version before it are over: whoever is killed in between starts
// with the one that came, and has nothing to tell an operator.

import { createSocket } from 'node:dgram'
import { join } from 'node:path'
import t from 'tap'
import { put16 } from '../../src/dns/big-endian.ts'
import { Copies, writeCopy } from '../../src/transfer/copies.ts'
import { until } from '../net/harness.ts'
import { queryFor } from '../support/ask.ts'
import { folderOf } from '../support/janus.ts'
import { Site } from '../support/site.ts'
import { zoneOf } from '../support/zones.ts'
import { Primary } from '../transfer/primary.ts'
import { APEX, messagesOf } from '../transfer/streams.ts'

const soa = (serial: number) => `@ SOA ns hostmaster ${serial} 1d 2h 4w 1h`
const text = (serial: number) => `v TXT ${serial}`
const whole = (serial: number) => [soa(serial), '@ NS ns', 'ns A 192.0.2.1', text(serial)]
/** RFC 1996 §3.7, with AA. */
const NOTIFY = 0x2400
const name = { view: 'inside', origin: APEX }

t.test('a start after a kill between two writes serves what came last, and complains of nothing', async (t) => {
  let serial = 7
  const primary = await Primary.start(({ type }) => {
    if (type === 'SOA') return messagesOf([soa(serial)], { type })
    if (type === 'AXFR') return messagesOf([...whole(serial), soa(serial)])
    const changes = [soa(8), soa(7), text(7), soa(8), text(8), soa(8)]
    return messagesOf(changes, { type: 'IXFR' })
  })
  t.teardown(() => primary.close())
  const site = new Site(
    folderOf(t, {
      'janus.yaml': `listen: ["127.0.0.1:0"]
udp: portable
state: state
views: {inside: [any]}
primaries: {hidden: {address: ["127.0.0.1:${primary.port}"]}}
zones: {example.com: {inside: {primary: hidden}}}
`,
    }),
  )
  await site.start()
  t.teardown(() => site.stop())
  const upstream = () => site.server.upstream!
  t.equal(await upstream().fetch(name), undefined)
  serial = 8
  const socket = createSocket('udp4')
  const notify = queryFor('example.com. SOA')
  put16(notify, 2, NOTIFY)
  socket.send(notify, Number(site.server.bound[0]!.port), '127.0.0.1')
  await until(() => upstream().serialOf(name) === 8)
  socket.close()
  await site.stop()
  await primary.close()
  const kept = join(site.folder, 'state/kept')
  const zone = zoneOf('example.com.', `$TTL 60\n${whole(9).join('\n')}\n`)
  const copies = Copies.open(kept)
  t.equal(copies.times(name)?.serial, 8, 'the journal has a version that the copy has not')
  writeCopy(copies.pathOf(name), { apex: APEX, view: name.view, zone })
  await site.start()
  t.equal(upstream().serialOf(name), 9)
  t.match(site.served[0]!.text, /v 60 IN TXT "9"/)
  t.same(
    site.said.filter((line) => line.includes('not served')),
    [],
  )
})
