// Two hundred clients of HTTP that take their time: whoever asks over UDP, or over HTTP, is answered.

import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import t from 'tap'
import { BASE } from '../../../src/operate/http/api.ts'
import { folderOf, serve } from '../../support/janus.ts'
import { queryOf } from '../../support/query.ts'
import { campus } from '../../support/small-campus.ts'

const CLIENTS = 200
const QUESTIONS = 500

/** How each of them is slow. */
const WAYS: readonly (readonly [about: string, sends: string])[] = [
  ['says nothing', ''],
  ['stops in the head', `GET ${BASE}/rrsets?zone=univ.example HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: `],
  [
    'stops in the body',
    `POST ${BASE}/judge HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 50000\r\n\r\n{"zone": "`,
  ],
  ['reads no answer', `GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`.repeat(20)],
]

t.test('however slow they are, each question over UDP has its answer, and so has another client', async (t) => {
  const folder = folderOf(t, campus('http: {listen: ["127.0.0.1:0"], console: true}\n'))
  const janus = await serve(t, folder)
  const { listen } = await janus.logged('HTTP is served')
  const port = Number(
    String((listen as readonly string[])[0])
      .split(':')
      .at(-1),
  )
  const clients: Socket[] = []
  t.teardown(() => {
    for (const client of clients) client.destroy()
  })
  const opened = Array.from({ length: CLIENTS }, async (_, i) => {
    const client = connect(port, '127.0.0.1')
    clients.push(client)
    client.on('error', () => {})
    await once(client, 'connect')
    const [, sends] = WAYS[i % WAYS.length]!
    if (sends !== '') client.write(sends)
  })
  await Promise.all(opened)
  const udp = createSocket('udp4')
  t.teardown(() => udp.close())
  const query = Buffer.from(queryOf(['www', 'univ', 'example'], 1, {}))
  let answered = 0
  for (let i = 0; i < QUESTIONS; i++) {
    query.writeUInt16BE(i, 0)
    // They go on sending, an octet at a time.
    if (i % 100 === 50) for (const [j, client] of clients.entries()) if (j % WAYS.length === 1) client.write('x')
    const answer = once(udp, 'message', { signal: AbortSignal.timeout(60_000) })
    udp.send(query, janus.port(), '127.0.0.1')
    const [message] = (await answer) as [Buffer]
    if (message.readUInt16BE(0) === i && (message[3]! & 15) === 0 && message.readUInt16BE(6) === 1) answered++
  }
  t.equal(answered, QUESTIONS)
  t.equal((await fetch(`http://127.0.0.1:${port}/healthz`)).status, 200, 'somebody else over HTTP')
})
