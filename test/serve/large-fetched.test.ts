// A zone with so many records that it comes with room for changes: fetched, changed, started again, changed again. What it sends on is
// what its primary has, each time.

import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'
import t from 'tap'
import { get16, put16 } from '../../src/dns/big-endian.ts'
import { typeName } from '../../src/dns/types.ts'
import { FEW_RECORDS } from '../../src/zone/fold.ts'
import { transferred } from '../peers/transferred.ts'
import { queryFor } from '../support/ask.ts'
import { folderOf, type Janus, serve } from '../support/janus.ts'
import { loneSecondary } from '../support/lone-secondary.ts'
import { framed } from '../transfer/primary.ts'
import { messagesOf } from '../transfer/streams.ts'

const HOSTS = FEW_RECORDS + 500
const soa = (serial: number) => `@ SOA ns hostmaster ${serial} 1d 2h 4w 1h`
/** Each version has its own names, gives back those of the one before, and changes what one name has. */
const own = (serial: number) => Array.from({ length: 40 }, (_, i) => `new${i}.v${serial} A 10.0.${serial}.${i}`)
const address = (serial: number) => `www A 192.0.2.${serial}`
const hosts = Array.from({ length: HOSTS }, (_, i) => `h${i} A 10.1.${i >> 8}.${i & 255}`)
const contents = (serial: number) => ['@ NS ns', 'ns A 192.0.2.1', address(serial), ...own(serial), ...hosts]
const whole = (serial: number) => [soa(serial), ...contents(serial), soa(serial)]
const step = (from: number) => [
  ...[soa(from + 1), soa(from), address(from), ...own(from)],
  ...[soa(from + 1), address(from + 1), ...own(from + 1), soa(from + 1)],
]
const CAME = 'a zone has come from its primary'

t.test('whatever came whole or as changes, before a restart or after it, is what is sent on', async (t) => {
  let serial = 1
  const asked: string[] = []
  const primary = createServer((socket) => {
    socket.on('error', () => {})
    socket.on('data', (read: Buffer) => {
      const type = typeName(get16(read, 2 + 12 + 'example.com'.length + 2))
      asked.push(type)
      const lines = type === 'SOA' ? [soa(serial)] : type === 'IXFR' ? step(serial - 1) : whole(serial)
      for (const one of messagesOf(lines, { type: type as 'AXFR', perMessage: 200 }))
        socket.write(framed(one, read.readUInt16BE(2)))
    })
  })
  await new Promise<void>((resolve) => primary.listen(0, '127.0.0.1', resolve))
  t.teardown(() => primary.close())
  const { port } = primary.address() as { port: number }
  const folder = folderOf(t, { 'janus.yaml': loneSecondary(port, { transfers: true }) })
  const isWhole = async (janus: Janus, what: string) => {
    const found = await transferred(t, janus.port(), 'example.com', '127.0.0.1')
    const addresses = (lines: readonly string[]) => lines.flatMap((line) => / a (\S+)$/i.exec(line)?.[1] ?? []).sort()
    t.same(addresses(found), addresses(contents(serial)), what)
  }
  let janus = await serve(t, folder)
  await janus.logged(CAME)
  await isWhole(janus, 'at first')
  for (const signal of ['SIGTERM', 'SIGKILL', 'SIGTERM'] as const) {
    for (let count = 1; count <= 2; count++) {
      serial++
      notify(janus.port())
      const since = janus.log.filter(({ msg }) => msg === CAME).length
      t.match(await janus.logged(CAME, since + 1), { serial, by: 'IXFR' })
      await isWhole(janus, `version ${serial}, by changes`)
    }
    janus.signal(signal)
    await janus.ended
    janus = await serve(t, folder)
    await isWhole(janus, `version ${serial}, after ${signal}`)
  }
  t.equal(asked.filter((type) => type === 'AXFR').length, 1, 'it came whole once')
})

/** Until it is heard: the socket closes with the test's process. */
function notify(port: number): void {
  const message = queryFor('example.com. SOA')
  put16(message, 2, (4 << 11) | 0x400)
  const socket = createSocket('udp4').unref()
  socket.send(message, port, '127.0.0.1', () => socket.close())
}
