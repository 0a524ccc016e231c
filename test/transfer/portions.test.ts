// Primaries that send more than there is memory for: each costs itself its zone, and nobody else.

import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import type { FetchJob } from '../../src/transfer/fetch.ts'
import { Fetching } from '../../src/transfer/fetching.ts'
import { english } from '../../src/transfer/says.ts'
import { framed, Primary } from './primary.ts'
import { APEX, message, messagesOf, record, recordsOf } from './streams.ts'

const soa = '@ SOA ns hostmaster 8 1d 2h 4w 1h'
const ADDRESS = Uint8Array.of(192, 0, 2, 1)
const MEBIBYTES = 4

function jobFor(port: number, limits = { records: 1e9, octets: 1e12 }): FetchJob {
  return {
    apex: APEX,
    peer: { name: 'hidden', at: { family: 4, address: '127.0.0.1', port }, source: undefined, key: undefined },
    ours: undefined,
    stays: 7,
    limits,
    zonemd: 'verify',
  }
}

/** Sends records of other names for as long as somebody listens. `isGone`: resolves when nobody does. */
async function endless(t: Test) {
  let sent = 0
  let gone: () => void
  const isGone = new Promise<void>((resolve) => {
    gone = resolve
  })
  const send = async (socket: Socket, id: number) => {
    socket.write(framed(message(recordsOf([soa])), id))
    while (!socket.destroyed) {
      const names = Array.from({ length: 300 }, () => nameFromText(`host-${sent++}.example.com.`))
      const some = message(names.map((name) => record(name, 1, 60, ADDRESS)))
      if (!socket.write(framed(some, id)))
        await new Promise((resolve) => socket.once('drain', resolve).once('close', resolve))
    }
    gone()
  }
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', (query: Buffer) => void send(socket, query.readUInt16BE(2)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  return { port: (server.address() as { port: number }).port, isGone, sent: () => sent }
}

function fetchingOf(t: Test) {
  const fetching = new Fetching(MEBIBYTES << 20)
  t.teardown(() => fetching.close())
  const copy = { path: join(t.testdir(), 'copy'), view: 'inside' }
  const fetch = async (job: FetchJob) => {
    const result = await fetching.fetch(job, copy)
    return result.kind === 'failed' ? english.text(result.reason) : result
  }
  return fetch
}

const STOPPED =
  /^transfer from 127\.0\.0\.1 stopped at \d+(,\d{3})* records: all transfers together may take 4 MiB, .*; serial 7 stays in service$/

t.test('a primary that never ends is left when there is no memory for more, and what it does says so', async (t) => {
  const fetch = fetchingOf(t)
  const primary = await endless(t)
  t.match(await fetch(jobFor(primary.port)), STOPPED)
  await primary.isGone
  t.pass(`it is not listened to any more (it had sent ${primary.sent() > 10_000 ? 'many' : 'few'} records)`)
})

t.test('what it had taken is there for the next', async (t) => {
  const fetch = fetchingOf(t)
  for (let i = 0; i < 3; i++) t.match(await fetch(jobFor((await endless(t)).port)), STOPPED)
  const hosts = Array.from({ length: 2000 }, (_, i) => `h${i} A 192.0.2.1`)
  const small = await Primary.start(() => messagesOf([soa, '@ NS ns', ...hosts, soa], { perMessage: 300 }))
  t.teardown(() => small.close())
  for (let i = 0; i < 5; i++) {
    const came = await fetch(jobFor(small.port))
    if (typeof came === 'string' || came.kind !== 'zone') return t.fail(String(came))
    t.equal(came.records, 2003)
  }
})

t.test('messages that come in pieces cost nothing once they are whole, however many zones come', async (t) => {
  const fetch = fetchingOf(t)
  const hosts = Array.from({ length: 6000 }, (_, i) => `h${i} A 192.0.2.1`)
  const messages = messagesOf([soa, '@ NS ns', ...hosts, soa], { perMessage: 1500 })
  const primary = await Primary.start(() => messages)
  t.teardown(() => primary.close())
  for (let i = 0; i < 40; i++) {
    const came = await fetch(jobFor(primary.port))
    if (typeof came === 'string' || came.kind !== 'zone') return t.fail(`of transfer ${i}: ${String(came)}`)
  }
})

t.test('zones of others come meanwhile, however many send too much', async (t) => {
  const fetch = fetchingOf(t)
  const bad = await Promise.all([endless(t), endless(t)])
  const stopped = bad.map(({ port }) => fetch(jobFor(port)))
  const hosts = Array.from({ length: 3000 }, (_, i) => `h${i} A 192.0.2.1`)
  const small = await Primary.start(() => messagesOf([soa, '@ NS ns', ...hosts, soa], { perMessage: 300 }))
  t.teardown(() => small.close())
  let isOver = false
  void Promise.all(stopped).then(() => {
    isOver = true
  })
  let came = 0
  do {
    const one = await fetch(jobFor(small.port))
    t.match(one, { kind: 'zone' }, String(one))
    came++
  } while (!isOver)
  t.ok(came > 0)
  for (const one of stopped) t.match(await one, STOPPED)
})

t.test('a limit of records ends it at once as well', async (t) => {
  const fetch = fetchingOf(t)
  const primary = await endless(t)
  t.match(
    await fetch(jobFor(primary.port, { records: 1000, octets: 1e12 })),
    /stopped at 1,001 records \(limit 1,000\)/,
  )
  await primary.isGone
})
