// Clients that behave badly: each gets what the RFCs give it or nothing, in bounded time, and the others notice nothing.

import { createSocket } from 'node:dgram'
import { connect, type Socket } from 'node:net'
import { Packet } from 'dns2'
import t, { type Test } from 'tap'
import { TcpClient } from '../net/harness.ts'
import { folderOf, type Janus, serve } from '../support/janus.ts'

const files = (udp: string) => ({
  'janus.yaml': `listen: ["127.0.0.1:0"]
workers: 2
udp: ${udp}
tcp: {idle-timeout: 1500ms}
zones: {example.com: example.com.zone}
`,
  'example.com.zone': '@ 300 IN SOA ns hostmaster 7 3600 600 86400 60\n@ 300 IN NS ns\nns 300 IN A 192.0.2.2\n',
})

/** A question for the address of ns.example.com. */
function question(id: number): Buffer {
  const packet = new Packet()
  packet.header.id = id
  packet.questions.push(new Packet.Question('ns.example.com', Packet.TYPE.A, Packet.CLASS.IN))
  return packet.toBuffer()
}

const changed = (id: number, change: (message: Buffer) => void): Buffer => {
  const message = question(id)
  change(message)
  return message
}

// What comes back: the rcode, or undefined for nothing. The second column is a function of the query's number.
const datagrams: [string, (id: number) => Uint8Array, number | undefined][] = [
  ['nothing', () => Buffer.alloc(0), undefined],
  ['eleven octets', (id) => question(id).subarray(0, 11), undefined],
  ['a response', (id) => changed(id, (m) => m.writeUInt8(m[2]! | 0x80, 2)), undefined],
  ['a response with an error', (id) => changed(id, (m) => m.writeUInt16BE(0x8001, 2)), undefined],
  ['no question', (id) => changed(id, (m) => m.writeUInt16BE(0, 4)).subarray(0, 12), 1],
  ['two questions', (id) => Buffer.concat([changed(id, (m) => m.writeUInt16BE(2, 4)), question(0).subarray(12)]), 1],
  ['a name that points to itself', (id) => changed(id, (m) => m.writeUInt16BE(0xc00c, 12)), 1],
  ['a label over 63', (id) => changed(id, (m) => m.writeUInt8(0x7f, 12)), 1],
  ['a name without an end', (id) => question(id).subarray(0, 20), 1],
  ['octets behind the question', (id) => Buffer.concat([question(id), Uint8Array.of(1, 2, 3)]), 1],
  ['an opcode that is not served', (id) => changed(id, (m) => m.writeUInt8(2 << 3, 2)), 4],
  ['a class that is not served', (id) => changed(id, (m) => m.writeUInt16BE(3, m.length - 2)), 5],
  ['random octets', () => Buffer.from('6d5fe1a80b71c94f238a1de27f60', 'hex'), undefined],
  ['a good question', (id) => question(id), 0],
]

for (const udp of ['auto', 'portable']) {
  t.test(`bad datagrams, udp: ${udp}`, async (t) => {
    const janus = await serve(t, folderOf(t, files(udp)))
    const socket = createSocket('udp4')
    t.teardown(() => socket.close())
    const answers = new Map<number, number[]>()
    let last: () => void = () => {}
    const done = new Promise<void>((resolve) => {
      last = resolve
    })
    socket.on('message', (message) => {
      const id = message.readUInt16BE(0)
      answers.set(id, [...(answers.get(id) ?? []), message[3]! & 0xf])
      if (id === 1000 + datagrams.length - 1) last()
    })
    // The server reads what one address and port sends in the order of sending.
    for (const [i, [, make]] of datagrams.entries())
      await new Promise((resolve) => socket.send(make(1000 + i), janus.port(), '127.0.0.1', resolve))
    await done
    for (const [i, [name, , rcode]] of datagrams.entries())
      t.same(answers.get(1000 + i), rcode === undefined ? undefined : [rcode], name)
    t.equal(answers.size, datagrams.filter(([, , rcode]) => rcode !== undefined).length, 'and nothing else')
  })
}

t.test('bad TCP clients are closed in bounded time, and the others notice nothing', async (t) => {
  const janus = await serve(t, folderOf(t, files('auto')))
  const open = (): Socket => client(t, janus)
  const ended = (socket: Socket) => new Promise<void>((resolve) => socket.on('close', () => resolve()))

  const slow = open()
  const slowEnded = ended(slow)
  const [head, ...rest] = framed(question(1))
  slow.write(Uint8Array.of(head!))
  const timer = setInterval(() => slow.write(Uint8Array.of(rest.shift() ?? 0)), 1000)
  t.teardown(() => clearInterval(timer))
  const empty = open()
  const emptyEnded = ended(empty)
  empty.write(Uint8Array.of(0, 0))
  const half = open()
  const halfEnded = ended(half)
  half.end(framed(question(2)).subarray(0, 10))
  const silent = open()
  const silentEnded = ended(silent)

  const good = new TcpClient(t, janus.port())
  for (let id = 100; id < 110; id++) await good.ask(question(id)).receive(id - 99)
  t.same(
    good.answers.map((answer) => Packet.parse(Buffer.from(answer)).answers[0]?.address),
    Array.from({ length: 10 }, () => '192.0.2.2'),
  )
  await Promise.all([slowEnded, emptyEnded, halfEnded, silentEnded])

  t.same(await new TcpClient(t, janus.port()).ask(question(3)).receive(1), [3])
})

function client(t: Test, janus: Janus): Socket {
  const socket = connect({ host: '127.0.0.1', port: janus.port(), noDelay: true })
  socket.on('error', () => {})
  socket.resume()
  t.teardown(() => socket.destroy())
  return socket
}

function framed(message: Uint8Array): Buffer {
  return Buffer.concat([Uint8Array.of(message.length >> 8, message.length), message])
}
