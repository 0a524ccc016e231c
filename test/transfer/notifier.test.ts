// Who is told that a face has changed, when, how often, and with which message.

import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import t, { type Test } from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { Opcode } from '../../src/dns/opcodes.ts'
import { Rcode } from '../../src/dns/rcodes.ts'
import { Type } from '../../src/dns/types.ts'
import { Notifier, type Telling } from '../../src/transfer/notifier.ts'
import type { Peer } from '../../src/transfer/peer.ts'
import { english } from '../../src/transfer/says.ts'
import { Bit, opcodeOf } from '../../src/wire/header.ts'
import { readMessage } from '../../src/wire/message.ts'
import { until } from '../net/harness.ts'
import { freePort } from '../support/free-port.ts'
import { zoneOf } from '../support/zones.ts'

const origin = nameFromText('example.com.')
const zoneAt = (serial: number) =>
  zoneOf('example.com.', `@ 60 SOA ns h ${serial} 1h 1h 1d 1h\n@ 60 NS ns\nns 60 A 192.0.2.1\n`)
const catalogZone = zoneOf('catalog.example.', '@ 0 SOA invalid. invalid. 1 1h 1h 1d 0\n@ 0 NS invalid.\n')
/** So long that a busy machine takes nobody who answers for one who does not, nor gives up before somebody has heard. */
const times = { gather: 5, answer: 2_000, again: [20, 20] }
// They wait for what somebody does not say, and share nothing.
t.jobs = 4

type Ear = { readonly socket: Socket; readonly port: number; readonly heard: Buffer[] }

/** `answer`: undefined says nothing. */
async function ear(t: Test, answer: (message: Buffer) => Buffer | undefined): Promise<Ear> {
  const socket = createSocket('udp4')
  const heard: Buffer[] = []
  socket.on('message', (message, from) => {
    heard.push(message)
    const reply = answer(message)
    if (reply) socket.send(reply, from.port, from.address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  t.teardown(() => new Promise<void>((resolve) => socket.close(() => resolve())))
  return { socket, port: socket.address().port, heard }
}

/** RFC 1996 §4.7: the same ID and question, QR and AA. */
function answered(message: Buffer, rcode: number = Rcode.NOERROR): Buffer {
  const reply = Buffer.from(message)
  reply.writeUInt16BE(Bit.QR | Bit.AA | (Opcode.NOTIFY << 11) | rcode, 2)
  return reply
}

function notifierTo(t: Test, ears: readonly Ear[]) {
  const tellings: Telling[] = []
  const state = { zone: zoneAt(1) }
  const peers = ears.map(
    ({ port }, i): Peer => ({
      name: `ns${i}`,
      at: { family: 4, address: '127.0.0.1', port },
      key: undefined,
      source: undefined,
    }),
  )
  const notifier = new Notifier({
    targetsOf: (view, origin) => (view === 'inside' ? peers.map((peer) => ({ view, origin, peer })) : []),
    zoneOf: () => state.zone,
    onTold: (telling) => tellings.push(telling),
    times,
  })
  t.teardown(() => notifier.stop())
  return { notifier, tellings, state }
}

t.test('a change is told once, with the newest SOA, to the view’s own secondaries', async (t) => {
  const one = await ear(t, (message) => answered(message))
  const { notifier, tellings, state } = notifierTo(t, [one])
  notifier.changed('inside', origin)
  notifier.changed('outside', origin)
  state.zone = zoneAt(2)
  notifier.changed('inside', origin)
  await until(() => tellings.length === 1)
  t.match(tellings, [{ serial: 2, reason: undefined, last: true }])
  t.equal(notifier.pending, 0)
  t.equal(one.heard.length, 1)
  const message = readMessage(one.heard[0]!)!
  t.equal(opcodeOf(message.flags), Opcode.NOTIFY)
  t.ok(message.flags & Bit.AA)
  t.match(message.questions, [{ type: Type.SOA, name: origin }])
  t.match(message.answer, [{ type: Type.SOA, name: origin, ttl: 60 }])
  t.same([message.authority, message.additional], [[], []])
})

t.test('only those are told again who have not said that they know', async (t) => {
  let silent = 1
  const good = await ear(t, (message) => answered(message))
  const late = await ear(t, (message) => (silent-- > 0 ? undefined : answered(message)))
  const { notifier, tellings } = notifierTo(t, [good, late])
  notifier.changed('inside', origin)
  await until(() => notifier.pending === 0)
  t.equal(good.heard.length, 1)
  t.equal(late.heard.length, 2)
  t.same(
    tellings.map(({ target, last, reason }) => [target.peer.name, last, reason !== undefined]),
    [
      ['ns0', true, false],
      ['ns1', false, true],
      ['ns1', true, false],
    ],
  )
})

t.test('whoever never answers, or refuses, is given up after so many times, and told why', async (t) => {
  const refusing = await ear(t, (message) => answered(message, Rcode.NOTAUTH))
  const mute = await ear(t, () => undefined)
  const { notifier, tellings } = notifierTo(t, [refusing, mute])
  notifier.changed('inside', origin)
  await until(() => notifier.pending === 0)
  t.equal(refusing.heard.length, 3)
  t.equal(mute.heard.length, 3)
  const lasts = tellings.filter(({ last }) => last).map(({ reason }) => english.text(reason!))
  t.match(lasts.sort(), [/ns0 .* rejects our NOTIFY \(NOTAUTH\)/, /ns1 .* does not answer$/])
})

t.test('answers to something else count for nothing', async (t) => {
  const strange = await ear(t, (message) => {
    const reply = answered(message)
    reply.writeUInt16BE(reply.readUInt16BE(0) ^ 1, 0)
    return reply
  })
  const query = await ear(t, (message) => {
    const reply = answered(message)
    reply.writeUInt16BE(Bit.QR | Bit.AA, 2)
    return reply
  })
  const nonsense = await ear(t, () => Buffer.from('nonsense'))
  const { notifier, tellings } = notifierTo(t, [strange, query, nonsense])
  notifier.changed('inside', origin)
  await until(() => notifier.pending === 0)
  t.equal(tellings.length, 9, 'three times each')
  t.ok(tellings.every(({ reason }) => english.text(reason!).endsWith('does not answer')))
})

t.test('what changes while an answer is awaited is told afterwards', async (t) => {
  const { promise, resolve } = Promise.withResolvers<void>()
  let first = true
  const slow = await ear(t, (message) => {
    if (!first) return answered(message)
    first = false
    resolve()
    return undefined
  })
  const { notifier, tellings, state } = notifierTo(t, [slow])
  notifier.changed('inside', origin)
  await promise
  state.zone = zoneAt(9)
  notifier.changed('inside', origin)
  await until(() => notifier.pending === 0)
  t.match(tellings.at(-1), { serial: 9, reason: undefined })
})

t.test(
  'a secondary whose key cannot be used is told nothing: unsigned, it could not know which face is meant',
  async (t) => {
    const one = await ear(t, (message) => answered(message))
    const tellings: Telling[] = []
    const peer: Peer = {
      name: 'ns2',
      at: { family: 4, address: '127.0.0.1', port: one.port },
      key: undefined,
      source: undefined,
    }
    const notifier = new Notifier({
      targetsOf: (view, origin) => [
        { view, origin, peer, missing: { code: 'peer-key-unusable', parameters: { key: 'ns2.inside' } } },
      ],
      zoneOf: () => zoneAt(1),
      onTold: (telling) => tellings.push(telling),
      times,
    })
    notifier.changed('inside', origin)
    await until(() => tellings.length === 1)
    t.match(tellings, [{ last: true }])
    t.equal(one.heard.length, 0)
    notifier.stop()
  },
)

t.test('ten thousand faces are told a few at a time, and all of them', async (t) => {
  let open = 0
  let most = 0
  let sent = 0
  const peer: Peer = {
    name: 'ns2',
    at: { family: 4, address: '127.0.0.1', port: 1 },
    key: undefined,
    source: undefined,
  }
  const notifier = new Notifier({
    targetsOf: (view, origin) => [{ view, origin, peer }],
    zoneOf: () => zoneAt(1),
    onTold: () => {},
    send: async () => {
      most = Math.max(most, ++open)
      await new Promise((resolve) => setImmediate(resolve))
      open--
      sent++
      return undefined
    },
    times,
  })
  for (let i = 0; i < 10_000; i++) notifier.changed('inside', nameFromText(`z${i}.example.`))
  await until(() => notifier.pending === 0)
  t.equal(sent, 10_000)
  t.ok(most <= 32, `${most} at a time`)
})

t.test('a dead secondary costs only itself: the others are told as fast as they answer', async (t) => {
  const live = await ear(t, (message) => answered(message))
  const dead = await ear(t, () => undefined)
  const unreachable = { family: 4, address: '255.255.255.255', port: 9 } as const
  const peers = [
    ...[dead, live].map(({ port }, i) => ({
      name: `ns${i}`,
      at: { family: 4, address: '127.0.0.1', port } as const,
      key: undefined,
      source: undefined,
    })),
    { name: 'ns2', at: unreachable, key: undefined, source: undefined },
  ]
  const told = new Set<string>()
  const notifier = new Notifier({
    targetsOf: (view, origin) => peers.map((peer) => ({ view, origin, peer })),
    zoneOf: () => zoneAt(1),
    onTold: ({ target, reason }) => reason === undefined && told.add(Buffer.from(target.origin).toString('hex')),
    // So long that a hundred of the dead one’s would take a minute.
    times: { gather: 5, answer: 20_000, again: [20_000] },
  })
  t.teardown(() => notifier.stop())
  for (let i = 0; i < 300; i++) notifier.changed('inside', nameFromText(`z${i}.example.`))
  await until(() => told.size === 300)
  t.ok(dead.heard.length <= 32)
})

t.test('messages from one port that is configured do not shut each other out', async (t) => {
  const one = await ear(t, (message) => answered(message))
  const two = await ear(t, (message) => answered(message))
  const source = { family: 4, address: '127.0.0.1', port: await freePort() } as const
  const tellings: Telling[] = []
  const notifier = new Notifier({
    targetsOf: (view, origin) =>
      [one, two].map(({ port }, i) => ({
        ...{ view, origin },
        peer: { name: `ns${i}`, at: { family: 4, address: '127.0.0.1', port }, key: undefined, source },
      })),
    zoneOf: () => zoneAt(1),
    onTold: (telling) => tellings.push(telling),
    times: { gather: 5, answer: 10_000, again: [] },
  })
  t.teardown(() => notifier.stop())
  for (let i = 0; i < 20; i++) notifier.changed('inside', nameFromText(`z${i}.example.`))
  await until(() => notifier.pending === 0)
  t.same(
    tellings.map(({ reason }) => reason),
    Array.from({ length: 40 }, () => undefined),
  )
})

t.test('whoever is no secondary any more is not told again', async (t) => {
  let isSecondary = true
  const gone = await ear(t, () => {
    isSecondary = false
    return undefined
  })
  const tellings: Telling[] = []
  const peer: Peer = {
    name: 'ns2',
    at: { family: 4, address: '127.0.0.1', port: gone.port },
    key: undefined,
    source: undefined,
  }
  const notifier = new Notifier({
    targetsOf: (view, origin) => (isSecondary ? [{ view, origin, peer }] : []),
    zoneOf: () => zoneAt(1),
    onTold: (telling) => tellings.push(telling),
    times,
  })
  t.teardown(() => notifier.stop())
  notifier.changed('inside', origin)
  await until(() => notifier.pending === 0)
  t.equal(gone.heard.length, 1)
  t.match(tellings, [{ last: false }])
})

t.test('what lists the others is told first, and they when it has been heard or given up', async (t) => {
  const [catalog, member] = [nameFromText('catalog.example.'), origin]
  for (const knows of [true, false]) {
    const order: string[] = []
    const { socket, port } = await ear(t, (message) => {
      const [question] = readMessage(message)!.questions
      const isCatalog = Buffer.compare(question!.name, catalog) === 0
      order.push(isCatalog ? 'catalog' : 'member')
      if (isCatalog && !knows) return undefined
      if (!isCatalog) return answered(message)
      // A member that were told meanwhile would be heard before this is answered.
      setTimeout(() => {
        order.push('answer')
        socket.send(answered(message), from, '127.0.0.1')
      }, 20)
      return undefined
    })
    let from = 0
    socket.prependListener('message', (_message, at) => {
      from = at.port
    })
    const peer: Peer = { name: 'ns2', at: { family: 4, address: '127.0.0.1', port }, key: undefined, source: undefined }
    const notifier = new Notifier({
      targetsOf: (view, of) => [{ view, origin: of, peer, isFirst: of === catalog }],
      zoneOf: (_view, of) => (of === catalog ? catalogZone : zoneAt(1)),
      onTold: () => {},
      times: { ...times, again: [] },
    })
    t.teardown(() => notifier.stop())
    notifier.changed('inside', member)
    notifier.changed('inside', catalog)
    await until(() => notifier.pending === 0)
    t.same(order, knows ? ['catalog', 'answer', 'member'] : ['catalog', 'member'])
  }
})
