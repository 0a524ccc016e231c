// DNS over HTTPS against whoever breaks off more than he asks, begins what he never ends, or sends what nobody wants.

import { once } from 'node:events'
import { constants } from 'node:http2'
import { connect as connectTls } from 'node:tls'
import t, { type Test } from 'tap'
import { get, post, question, request, session, start, TWO, told } from '../support/https-client.ts'

t.test('who breaks off now and then is not', async (t) => {
  const janus = await start(t, TWO)
  const client = session(t, janus.port())
  for (let i = 0; i < 120; i++) {
    const stream = client.request(get(question))
    stream.on('error', () => {})
    stream.close(constants.NGHTTP2_CANCEL)
    const replies = await Promise.all([request(client, get(question)), request(client, get(question))])
    t.same(replies.map(told), ['inside', 'inside'])
  }
})

t.test('who breaks off more than he asks is noticed by nobody else', async (t) => {
  const janus = await start(t, TWO)
  const rude = session(t, janus.port(), '127.0.0.9')
  for (let i = 0; i < 200 && !rude.destroyed && !rude.closed; i++) {
    const stream = rude.request(post)
    stream.on('error', () => {})
    stream.write(question.subarray(0, 5))
    stream.close(constants.NGHTTP2_CANCEL)
    await new Promise(setImmediate)
  }
  t.equal(told(await request(session(t, janus.port()), get(question))), 'inside')
  const many = session(t, janus.port())
  const replies = await Promise.all(Array.from({ length: 300 }, () => request(many, get(question))))
  t.same([...new Set(replies.map(told))], ['inside'], 'many at once')
  janus.signal('SIGTERM')
  t.match(await janus.ended, { code: 0 })
  t.same(
    janus.log.filter(({ level }) => level >= 50),
    [],
  )
})

t.test('a body that goes on after its answer is not read', async (t) => {
  const janus = await start(t, TWO)
  const client = session(t, janus.port())
  const stream = client.request(post)
  stream.on('error', () => {})
  stream.on('data', () => {})
  const status = new Promise<number>((resolve) => {
    stream.on('response', (headers) => resolve(Number(headers[':status'])))
  })
  // It is never ended.
  stream.write(Buffer.alloc(70_000))
  const closed = new Promise<number | undefined>((resolve) => {
    stream.on('close', () => resolve(stream.rstCode))
  })
  t.equal(await status, 413)
  t.equal(await closed, constants.NGHTTP2_NO_ERROR, 'the server tells that it wants no more')
  t.equal(told(await request(client, get(question))), 'inside', 'and the connection goes on')
})

t.test('a body may come in parts as short as an octet', async (t) => {
  const janus = await start(t, TWO)
  const client = session(t, janus.port())
  const stream = client.request(post)
  const parts: Buffer[] = []
  stream.on('data', (part: Buffer) => parts.push(part))
  for (const octet of question) stream.write(Buffer.of(octet))
  stream.end()
  await once(stream, 'end')
  t.same(Buffer.concat(parts), (await request(client, post, question)).body)
})

t.test('who breaks off as if all were well hurts nobody', async (t) => {
  const janus = await start(t, TWO)
  const rude = session(t, janus.port(), '127.0.0.9')
  for (let i = 0; i < 100; i++) {
    const stream = rude.request(post)
    stream.on('error', () => {})
    stream.write(i % 2 ? question : Buffer.alloc(70_000))
    stream.close(constants.NGHTTP2_NO_ERROR)
    await new Promise(setImmediate)
  }
  t.equal(told(await request(session(t, janus.port()), get(question))), 'inside')
  janus.signal('SIGTERM')
  t.match(await janus.ended, { code: 0 })
  t.same(
    janus.log.filter(({ level }) => level >= 50),
    [],
  )
})

t.test('who breaks off request after request is cut off, whatever he calls it', async (t) => {
  const janus = await start(t, TWO)
  // Ours, or that of HTTP/2 over all that is taken back.
  for (const code of [constants.NGHTTP2_CANCEL, constants.NGHTTP2_NO_ERROR])
    t.ok(
      [constants.NGHTTP2_ENHANCE_YOUR_CALM, constants.NGHTTP2_INTERNAL_ERROR].includes(
        await brokenOff(t, janus.port(), code),
      ),
    )
})

t.test('of requests that are never ended, one connection has a hundred, and each for five seconds', async (t) => {
  const janus = await start(t, TWO)
  const hungry = rawSession(t, janus.port())
  const refused = new Set<number>()
  const answered = new Set<number>()
  let isOver = false
  hungry.onFrame(({ type, stream, payload }) => {
    if (type === RST_STREAM && payload.readUInt32BE(0) === constants.NGHTTP2_REFUSED_STREAM) refused.add(stream)
    if (type === HEADERS) answered.add(stream)
  })
  hungry.socket.on('close', () => {
    isOver = true
  })
  const began = performance.now()
  for (let i = 0; i < 150; i++) hungry.send(http2Frame(HEADERS, END_HEADERS, 2 * i + 1, POST_HEADERS))
  t.equal(told(await request(session(t, janus.port()), get(question))), 'inside', 'others are answered meanwhile')
  while (answered.size < 100 && !isOver) await new Promise((resolve) => setTimeout(resolve, 20))
  t.ok(performance.now() - began > 4_500)
  t.same(
    [...refused],
    Array.from({ length: 50 }, (_, i) => 201 + 2 * i),
  )
  t.equal(answered.size, 100)
})

/** Sends requests and takes each back at once, until the server has enough; why it says that it has. */
async function brokenOff(t: Test, port: number, code: number): Promise<number> {
  const { socket, send, onFrame } = rawSession(t, port)
  let told = -1
  let isOver = false
  socket.on('close', () => {
    isOver = true
  })
  onFrame(({ type, payload }) => {
    if (type === GOAWAY) told = payload.readUInt32BE(4)
  })
  const path = Buffer.from(get(question)[':path'])
  // RFC 7541: GET, https, and a path and an authority in full.
  const headers = Buffer.concat([Buffer.from([0x82, 0x87, 0x44, path.length]), path, Buffer.from([0x41, 1, 0x6e])])
  const reset = Buffer.alloc(4)
  reset.writeUInt32BE(code)
  for (let id = 1; !isOver; id += 2) {
    send(http2Frame(HEADERS, 5, id, headers), http2Frame(RST_STREAM, 0, id, reset))
    if (id % 20 === 1) await new Promise((resolve) => setTimeout(resolve, 1))
  }
  return told
}

const [HEADERS, RST_STREAM, SETTINGS, GOAWAY] = [1, 3, 4, 7]
const END_HEADERS = 4
// RFC 7541: POST, https, and in full a path, an authority and the type of the body.
const POST_HEADERS = Buffer.concat([
  Buffer.from([0x83, 0x87, 0x44, 10]),
  Buffer.from('/dns-query'),
  Buffer.from([0x41, 1, 0x6e, 0x5f, 23]),
  Buffer.from('application/dns-message'),
])

type Frame = { readonly type: number; readonly stream: number; readonly payload: Buffer }

/** HTTP/2 without a library that would keep to the server's limits. */
function rawSession(t: Test, port: number) {
  const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false, ALPNProtocols: ['h2'] })
  t.teardown(() => socket.destroy())
  socket.on('error', () => {})
  let rest: Buffer = Buffer.alloc(0)
  let heard = (_: Frame) => {}
  socket.on('data', (read: Buffer) => {
    rest = Buffer.concat([rest, read])
    while (rest.length >= 9 && rest.length >= 9 + rest.readUIntBE(0, 3)) {
      const end = 9 + rest.readUIntBE(0, 3)
      heard({ type: rest[3]!, stream: rest.readUInt32BE(5), payload: rest.subarray(9, end) })
      rest = rest.subarray(end)
    }
  })
  const send = (...frames: readonly Uint8Array[]) => socket.write(Buffer.concat(frames))
  send(Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), http2Frame(SETTINGS, 0, 0, Buffer.alloc(0)))
  return {
    socket,
    send,
    onFrame: (hear: (frame: Frame) => void) => {
      heard = hear
    },
  }
}

function http2Frame(type: number, flags: number, stream: number, payload: Uint8Array): Buffer {
  const head = Buffer.alloc(9)
  head.writeUIntBE(payload.length, 0, 3)
  head[3] = type
  head[4] = flags
  head.writeUInt32BE(stream, 5)
  return Buffer.concat([head, payload])
}
