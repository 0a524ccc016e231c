// Clients that shake half a hand: what they say after the server's first answer is cut anywhere, ends there, turns into noise, or is
// waited for. Nobody else notices, and nothing of them is left.

import { readdirSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import t, { type Test } from 'tap'
import { readMessage } from '../../src/wire/message.ts'
import { queryFor } from '../support/ask.ts'
import { askBy, type Door, listenKey } from '../support/doors.ts'
import { folderOf, serve } from '../support/janus.ts'
import { until } from '../support/until.ts'

const doors: readonly Door[] = ['tls', 'https']
const versions = ['TLSv1.2', 'TLSv1.3'] as const
/** Octets of the client's second flight that come through; it has some 80 in TLS 1.3, and 126 in 1.2. */
const cuts = [0, 1, 5, 6, 7, 40, 60]
const endings = {
  'goes away': (socket: Socket) => socket.destroy(),
  'breaks off': (socket: Socket) => socket.resetAndDestroy(),
  'says that it ends': (socket: Socket) => socket.end(),
  'speaks noise': (socket: Socket) => socket.write(Buffer.alloc(300, 0xff)),
  'says no more': () => undefined,
} as const
type Ending = keyof typeof endings

/** Where a client of TLS finds the server, and is cut off in its second flight; resolves when the server has closed. */
async function cutShort(
  t: Test,
  port: number,
  octets: number,
  ending: Ending,
  protocol: string,
  maxVersion: 'TLSv1.2' | 'TLSv1.3',
) {
  const between = createServer()
  await new Promise<void>((resolve) => between.listen(0, '127.0.0.1', resolve))
  const closed = new Promise<void>((resolve) => {
    between.once('connection', (client) => {
      const server = connect(port, '127.0.0.1')
      t.teardown(() => server.destroy())
      for (const socket of [client, server]) socket.on('error', () => {})
      server.on('close', () => {
        client.destroy()
        resolve()
      })
      let hasAnswered = false
      let isOver = false
      let left = octets
      server.on('data', (read) => {
        hasAnswered = true
        client.write(read)
      })
      client.on('data', (said: Buffer) => {
        if (!hasAnswered) server.write(said)
        else if (!isOver) {
          const passed = said.subarray(0, left)
          left -= passed.length
          isOver = left === 0
          server.write(passed, () => {
            if (isOver) endings[ending](server)
          })
        }
      })
    })
  })
  const { port: at } = between.address() as { port: number }
  const client = connectTls({
    port: at,
    host: '127.0.0.1',
    rejectUnauthorized: false,
    maxVersion,
    ALPNProtocols: [protocol],
  })
  client.on('error', () => {})
  await closed
  client.destroy()
  between.close()
}

t.test('half a handshake, of every length and with every end', async (t) => {
  const janus = await serve(
    t,
    folderOf(t, {
      'univ.zone': '$TTL 300\n@ SOA ns hostmaster 7 1h 10m 1d 1m\n  NS ns\nns A 192.0.2.1\n',
      'janus.yaml': `listen: [${doors.map((door) => `{address: "127.0.0.1:0", ${listenKey(door)}}`).join(', ')}]
workers: 1
tcp: {handshakes-per-network: 0}
http: {listen: ["127.0.0.1:0"]}
views: {outside: [any]}
zones: {univ.example: univ.zone}
`,
    }),
  )
  const ports = janus.listen.map((at) => Number(at.split(':')[1]))
  const isAnswered = async () => {
    for (const [i, door] of doors.entries()) {
      const answers = await askBy(t, { door, to: '127.0.0.1', port: ports[i]!, client: '127.0.0.1' }, [question])
      t.equal(readMessage([...answers.values()][0]!)?.answer.length, 1, door)
    }
  }
  await isAnswered()
  const open = () => readdirSync(`/proc/${janus.process.pid}/fd`).length
  const before = open()
  const began = performance.now()
  const rows = doors.flatMap((door, i) =>
    versions.flatMap((version) =>
      cuts.flatMap((octets) =>
        (Object.keys(endings) as Ending[]).map((ending) => ({ door, port: ports[i]!, version, octets, ending })),
      ),
    ),
  )
  const all = rows.map(({ door, port, octets, ending, version }) =>
    cutShort(t, port, octets, ending, door === 'tls' ? 'dot' : 'h2', version),
  )
  await isAnswered()
  await Promise.all(all)
  t.ok(performance.now() - began > 4_500, 'who says no more is waited for')
  await isAnswered()
  // Connections over HTTPS that have just ended may still be counted.
  await until(
    () => `${open()} descriptors, and ${before} before`,
    () => open() <= before,
  )
  const { listen } = await janus.logged('HTTP is served')
  const failed = async () => {
    const metrics = await (await fetch(`http://${(listen as string[])[0]}/metrics`)).text()
    return Number(/^janus_tls_handshakes_total\{outcome="failed"\} (\d+)$/m.exec(metrics)?.[1])
  }
  let count = 0
  await until(
    () => `${rows.length} that failed: ${count} are counted`,
    async () => {
      count = await failed()
      return count >= rows.length
    },
  )
  t.equal(count, rows.length)
  t.same(
    janus.log.filter(({ level }) => level >= 50),
    [],
  )
  janus.signal('SIGTERM')
  t.match(await janus.ended, { code: 0 })
})

const question = queryFor('ns.univ.example. A')
