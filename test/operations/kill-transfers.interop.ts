// kill -9 inside a transfer, again and again, at ends of messages and anywhere between: what the next start serves is one version of the
// zone and all of it, never older than what was served.

import { createSocket } from 'node:dgram'
import { readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import { get16, put16 } from '../../src/dns/big-endian.ts'
import { typeName } from '../../src/dns/types.ts'
import { Random } from '../fuzz/random.ts'
import { transferred } from '../peers/transferred.ts'
import { queryFor } from '../support/ask.ts'
import { folderOf, type Janus, serve } from '../support/janus.ts'
import { loneSecondary } from '../support/lone-secondary.ts'
import { framed } from '../transfer/primary.ts'
import { messagesOf } from '../transfer/streams.ts'

/** Where it is killed: at the end of a message, anywhere between, or when all of it is served, after which the other kind is sent. */
type Kill = 'end' | 'any' | 'served'
const ENDS = Array.from({ length: 20 }, (): Kill => 'end')
const OFFSETS = Array.from({ length: 306 }, (_, i): Kill => (i % 51 === 50 ? 'served' : 'any'))
const QUICK = ['end', 'served', 'any', 'end', 'served', 'any'] as const
/** The long run has each end of a message, of a zone and of changes, and 300 offsets. */
const kills: readonly Kill[] = process.env.JANUS_LONG ? [...ENDS, 'served', ...ENDS, 'served', ...OFFSETS] : QUICK
const HOSTS = 200
const soa = (serial: number) => `@ SOA ns hostmaster ${serial} 1d 2h 4w 1h`
const hosts = (serial: number) => Array.from({ length: HOSTS }, (_, i) => `h${i} A 10.0.0.${serial}`)
const whole = (serial: number) => [soa(serial), '@ NS ns', 'ns A 192.0.2.1', ...hosts(serial), soa(serial)]
const steps = (from: number) => [
  soa(from + 1),
  soa(from),
  ...hosts(from),
  soa(from + 1),
  ...hosts(from + 1),
  soa(from + 1),
]

t.test(`${kills.length} rounds of kill -9 inside a transfer`, async (t) => {
  const random = new Random(14, 9)
  let serial = 1
  let janus: Janus | undefined
  /** Octets of a transfer that are sent before the server is killed; undefined: all, and it lives. */
  let cut: ((ends: readonly number[]) => number) | undefined
  const primary = createServer((socket) => {
    socket.on('error', () => {})
    socket.on('data', (read: Buffer) => {
      const id = read.readUInt16BE(2)
      const type = typeName(get16(read, 2 + 12 + 'example.com'.length + 2))
      if (type === 'SOA') return void socket.write(framed(messagesOf([soa(serial)], { type: 'SOA' })[0]!, id))
      const lines = type === 'IXFR' && serial % 2 === 1 ? steps(serial - 1) : whole(serial)
      const parts = messagesOf(lines, { type: type as 'AXFR', perMessage: 25 }).map((one) => framed(one, id))
      const ends = parts.map((_, i) => parts.slice(0, i + 1).reduce((sum, one) => sum + one.length, 0))
      const octets = Buffer.concat(parts)
      socket.write(octets.subarray(0, cut?.(ends)), () => cut && janus!.signal('SIGKILL'))
    })
  })
  await new Promise<void>((resolve) => primary.listen(0, '127.0.0.1', resolve))
  t.teardown(() => primary.close())
  const { port } = primary.address() as { port: number }
  const folder = folderOf(t, { 'janus.yaml': loneSecondary(port, { transfers: true }) })
  janus = await serve(t, folder)
  await janus.logged(CAME)
  let last = 1
  for (const [round, kill] of kills.entries()) {
    serial = last + 1
    const isServed = kill === 'served'
    if (!isServed) cut = (ends) => (kill === 'end' ? ends[round % (ends.length - 1)]! : random.below(ends.at(-1)!))
    notify(janus.port())
    if (isServed) {
      await janus.logged(CAME)
      janus.signal('SIGKILL')
    }
    await janus.ended
    cut = undefined
    // Whoever is killed while it comes asks for it at once; here until it is told again there is nothing newer.
    if (!isServed) serial = last
    janus = await serve(t, folder)
    const found = await transferred(t, janus.port(), 'example.com', '127.0.0.1')
    const versions = [...new Set(found.flatMap((line) => / a 10\.0\.0\.(\d+)$/i.exec(line)?.[1] ?? []))].map(Number)
    t.equal(versions.length, 1, `round ${round}: one version`)
    t.equal(found.filter((line) => / a 10\./i.test(line)).length, HOSTS, `round ${round}: all of it`)
    t.equal(versions[0], isServed ? serial : last, `round ${round}: what was served`)
    last = versions[0]!
  }
  const left = readdirSync(join(folder, 'state/kept/primaries')).filter((name) => name.endsWith('.new'))
  t.same(left, [], 'nothing half written')
  serial = last + 1
  notify(janus.port())
  t.match(await janus.logged(CAME), { serial })
})

const CAME = 'a zone has come from its primary'

/** Until it is heard: the socket closes with the test's process. */
function notify(port: number): void {
  const message = queryFor('example.com. SOA')
  put16(message, 2, (4 << 11) | 0x400)
  const socket = createSocket('udp4').unref()
  socket.send(message, port, '127.0.0.1', () => socket.close())
}
