// Every PROXY header, whole and forged, at every door that proxies come in by: the client that a whole one names gets its view, and
// all others get nothing, and are counted.

import { createSocket } from 'node:dgram'
import { connect } from 'node:net'
import t, { type Test } from 'tap'
import { readMessage } from '../../src/wire/message.ts'
import { queryFor } from '../support/ask.ts'
import { askBy, DOORS, type Door, isDatagram, listenKey, PROXY } from '../support/doors.ts'
import { folderOf, type Janus, serve } from '../support/janus.ts'
import { proxyHeader } from '../support/proxy-header.ts'
import { readable, unreadable } from '../support/proxy-headers.ts'
import { until } from '../support/until.ts'

const VIEWS = { inside: ['192.0.2.7/32', '2001:db8::7/128'], proxies: [`${PROXY}/32`], outside: ['any'] }
const viewOf = (client: string) => (client === PROXY ? 'proxies' : 'inside')
const doors = DOORS.filter((door) => door.includes(' '))

function site(t: Test): Promise<Janus> {
  const zone = (view: string) =>
    `$TTL 300\n@ SOA ns hostmaster 7 1h 10m 1d 1m\n  NS ns\nns A 192.0.2.1\nns TXT ${view}\n`
  const names = Object.keys(VIEWS)
  return serve(
    t,
    folderOf(t, {
      ...Object.fromEntries(names.map((view) => [`${view}.zone`, zone(view)])),
      'janus.yaml': `listen: [${doors.map((door) => `{address: "127.0.0.1:0", ${listenKey(door)}}`).join(', ')}]
workers: 2
cookies: false
tcp: {handshakes-per-network: 0}
http: {listen: ["127.0.0.1:0"]}
views: ${JSON.stringify(VIEWS)}
zones: {univ.example: {${names.map((view) => `${view}: ${view}.zone`).join(', ')}}}
`,
    }),
  )
}

const question = (id: number) => {
  const message = queryFor('ns.univ.example. TXT')
  message.set([id >> 8, id & 255])
  return message
}

function told(answer: Buffer | undefined): string {
  const record = answer && readMessage(answer)?.answer[0]
  return record === undefined ? 'nothing' : Buffer.from(record.rdata.subarray(1)).toString()
}

type Row = { readonly what: string; readonly from: string; readonly header: Uint8Array; readonly view: string }

const good = proxyHeader({ from: '192.0.2.7' })
const rows: readonly Row[] = [
  ...readable.map(([what, client, , header]) => ({ what, from: PROXY, header, view: viewOf(client) })),
  ...unreadable.map(([what, header]) => ({ what, from: PROXY, header, view: 'nothing' })),
  // Whom nobody has listed is nobody's proxy, whatever he says.
  ...readable.map(([what, , , header]) => ({
    what: `${what}, of a stranger`,
    from: '127.0.0.6',
    header,
    view: 'nothing',
  })),
]

t.test('every header at every door', async (t) => {
  const janus = await site(t)
  const wrong: string[] = []
  for (const [i, door] of doors.entries()) {
    const port = Number(janus.listen[i]!.split(':')[1])
    const got = isDatagram(door) ? await allOverUdp(t, port) : await allOverStreams(t, door, port)
    for (const [number, { what, view }] of rows.entries())
      if (got[number] !== view) wrong.push(`${door}, ${what}: ${got[number]}, not ${view}`)
  }
  t.same(wrong, [])
  const { listen } = await janus.logged('HTTP is served')
  const counted = async (reason: string) => {
    const metrics = await (await fetch(`http://${(listen as string[])[0]}/metrics`)).text()
    return Number(new RegExp(`^janus_proxy_dropped_total\\{reason="${reason}"\\} (\\d+)$`, 'm').exec(metrics)?.[1])
  }
  const strangers = readable.length * doors.length
  const broken = unreadable.length * doors.length
  // Threads tell what they have counted in their own time.
  for (const [reason, wanted] of [
    ['stranger', strangers],
    ['header', broken],
  ] as const) {
    let count = 0
    await until(
      () => `${wanted} of ${reason}: ${count} are counted`,
      async () => {
        count = await counted(reason)
        return count >= wanted
      },
    )
    t.equal(count, wanted, reason)
  }
})

/** What each row gets; silence is told by an answer to what was asked last. */
async function allOverUdp(t: Test, port: number): Promise<string[]> {
  const answers = new Map<number, Buffer>()
  const sockets = await Promise.all(
    [PROXY, '127.0.0.6'].map(async (from) => {
      const socket = createSocket({ type: 'udp4', recvBufferSize: 1 << 20 })
      t.teardown(() => socket.close())
      socket.on('message', (answer) => answers.set(answer.readUInt16BE(0), answer))
      await new Promise<void>((resolve) => socket.bind(0, from, resolve))
      return { from, socket }
    }),
  )
  for (const [id, { from, header }] of rows.entries()) {
    const its = sockets.find((one) => one.from === from)!
    await new Promise((resolve) => its.socket.send(Buffer.concat([header, question(id)]), port, '127.0.0.1', resolve))
  }
  const wanted = rows.flatMap(({ view }, id) => (view === 'nothing' ? [] : [id]))
  // Both workers have had their share when all have answered.
  await until('all answers', () => wanted.every((id) => answers.has(id)))
  return rows.map((_, id) => told(answers.get(id)))
}

async function allOverStreams(t: Test, door: Door, port: number): Promise<string[]> {
  const got: string[] = []
  for (const [id, { from, header }] of rows.entries()) {
    const way = { door, to: '127.0.0.1', port, client: from, header, proxy: from }
    got.push(told((await askBy(t, way, [question(id)])).get(id)))
  }
  return got
}

t.test('half a header, and then nothing, or the end', async (t) => {
  const janus = await site(t)
  const closed: Promise<number>[] = []
  for (const [i, door] of doors.entries()) {
    // Inside TLS the header comes after the handshake: that is waited for as long, and is another test.
    if (isDatagram(door) || door === 'inside tls') continue
    const port = Number(janus.listen[i]!.split(':')[1])
    for (const octets of [0, 1, 12, 15, 16, 27])
      for (const isEnded of [true, false]) {
        const socket = connect({ port, host: '127.0.0.1', localAddress: PROXY })
        t.teardown(() => socket.destroy())
        socket.on('error', () => {})
        socket.resume()
        const began = performance.now()
        socket.write(good.subarray(0, octets))
        if (isEnded) socket.end()
        closed.push(
          new Promise((resolve) => {
            socket.on('close', () => resolve(isEnded ? 0 : performance.now() - began))
          }),
        )
      }
    const answers = await askBy(t, { door, to: '127.0.0.1', port, client: '192.0.2.7' }, [question(1)])
    t.equal(told(answers.get(1)), 'inside', `${door}: others are answered meanwhile`)
  }
  const times = await Promise.all(closed)
  t.ok(
    times.every((time) => time === 0 || time > 4_500),
    'who is silent is waited for as long as it is written, and then no more',
  )
  t.equal(times.length, 36)
})
