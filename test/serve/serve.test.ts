// `janus serve` on the sample campus, asked by dig and decoded by dns2, over both ways of reading UDP.

import { createSocket } from 'node:dgram'
import { connect } from 'node:net'
import { Packet } from 'dns2'
import t from 'tap'
import { campus } from '../support/campus.ts'
import { dig, folderOf, type Janus, missing, serve } from '../support/janus.ts'

const noDig = await missing('dig')

const inside = '127.0.0.1'
const outside = '127.0.0.2'

for (const udp of ['auto', 'portable']) {
  t.test(`udp: ${udp}`, async (t) => {
    const janus = await serve(t, folderOf(t, { 'janus.yaml': campus({ udp }) }))
    const [four, six] = [janus.port('127.'), janus.port('[::1]')]
    const ask = (from: string, ...words: string[]) => dig(four, '@127.0.0.1', '-b', from, ...words)

    await t.test('the same question has an answer for each face', { skip: noDig }, async (t) => {
      for (const over of ['+notcp', '+tcp']) {
        t.same(
          await ask(inside, 'hosta.dept.univ.example', 'MX', over),
          ['hosta.dept.univ.example. 3600 IN MX 10 hosta.dept.univ.example.'],
          `inside, ${over}`,
        )
        t.same(
          await ask(outside, 'hosta.dept.univ.example', 'MX', over),
          ['hosta.dept.univ.example. 3600 IN MX 10 mx.univ.example.'],
          `outside, ${over}`,
        )
        t.same(
          await ask(inside, 'mx.univ.example', 'A', over),
          ['mx.univ.example. 3600 IN A 10.1.0.25'],
          `the smart host, ${over}`,
        )
        t.equal((await ask(outside, 'mx.univ.example', 'A', over)).length, 2, `both gateways, ${over}`)
      }
    })

    await t.test('one MX question is enough to deliver', { skip: noDig }, async (t) => {
      t.same(await ask(outside, 'hosta.dept.univ.example', 'MX', '+noanswer', '+additional'), [
        'mx.univ.example. 3600 IN A 192.0.2.25',
        'mx.univ.example. 3600 IN A 198.51.100.25',
      ])
      t.same(await ask(inside, 'hosta.dept.univ.example', 'MX', '+noanswer', '+additional'), [
        'hosta.dept.univ.example. 3600 IN A 192.0.2.10',
      ])
    })

    await t.test('what is inside only does not exist outside', { skip: noDig }, async (t) => {
      t.same(await ask(inside, '25.0.1.10.in-addr.arpa', 'PTR'), [
        '25.0.1.10.in-addr.arpa. 3600 IN PTR mx-delivery.univ.example.',
      ])
      t.same(await ask(outside, '25.0.1.10.in-addr.arpa', 'PTR'), ['REFUSED'])
      t.same(await ask(outside, 'mx-delivery.univ.example', 'A'), ['NXDOMAIN'])
    })

    await t.test('what mail software asks on the way', { skip: noDig }, async (t) => {
      t.same(await ask(inside, 'mx.univ.example', 'MX'), ['NOERROR'], 'relayhost: no data')
      t.same(await ask(inside, '1.10.in-addr.arpa', 'A'), ['NOERROR'], 'an empty non-terminal exists')
      t.same(await ask(inside, 'HostA.dept.UNIV.example', 'AAAA'), ['NOERROR'])
      t.same(await ask(inside, 'mx.univ.example.dept.univ.example', 'MX'), ['NXDOMAIN'], 'no wildcard catches it')
    })

    await t.test('over IPv6', { skip: noDig }, async (t) => {
      for (const over of ['+notcp', '+tcp'])
        t.same(await dig(six, '@::1', 'hosta.dept.univ.example', 'MX', over), [
          'hosta.dept.univ.example. 3600 IN MX 10 hosta.dept.univ.example.',
        ])
    })

    await t.test('dns2 reads the same out of UDP and TCP', async (t) => {
      const packet = new Packet()
      packet.header.id = 4711
      packet.questions.push(new Packet.Question('hosta.dept.univ.example', Packet.TYPE.MX, Packet.CLASS.IN))
      for (const octets of [await overUdp(janus, packet.toBuffer()), await overTcp(janus, packet.toBuffer())]) {
        const answer = Packet.parse(octets)
        t.match(answer.header, { id: 4711, qr: 1, aa: 1, tc: 0, ra: 0, rcode: 0, qdcount: 1, ancount: 1, nscount: 0 })
        t.match(answer.questions, [{ name: 'hosta.dept.univ.example', type: 15, class: 1 }])
        t.match(answer.answers, [
          { name: 'hosta.dept.univ.example', type: 15, ttl: 3600, priority: 10, exchange: 'mx.univ.example' },
        ])
        t.same(answer.additionals.map(({ name, address }) => `${name} ${address}`).sort(), [
          'mx.univ.example 192.0.2.25',
          'mx.univ.example 198.51.100.25',
        ])
      }
    })

    await t.test('equal records change their order from answer to answer', { skip: noDig }, async (t) => {
      const orders = new Set<string>()
      for (let i = 0; i < 8; i++) {
        const answer = Packet.parse(await overUdp(janus, question('mx.univ.example', Packet.TYPE.A)))
        orders.add(answer.answers.map(({ address }) => address).join())
      }
      t.equal(orders.size, 2)
    })

    janus.signal('SIGTERM')
    t.same(await janus.ended, { code: 0, signal: null }, 'SIGTERM ends it with 0')
    t.equal(janus.stderr, '')
  })
}

function question(name: string, type: number): Buffer {
  const packet = new Packet()
  packet.questions.push(new Packet.Question(name, type, Packet.CLASS.IN))
  return packet.toBuffer()
}

/** Sends again what is lost: the test ends by tap's time limit where nothing ever comes. */
async function overUdp(janus: Janus, query: Uint8Array): Promise<Buffer> {
  const socket = createSocket('udp4')
  await new Promise<void>((resolve) => socket.bind(0, outside, resolve))
  const send = () => socket.send(query, janus.port('127.'), '127.0.0.1')
  const timer = setInterval(send, 1000)
  const answer = await new Promise<Buffer>((resolve) => {
    socket.on('message', resolve)
    send()
  })
  clearInterval(timer)
  socket.close()
  return answer
}

async function overTcp(janus: Janus, query: Uint8Array): Promise<Buffer> {
  const socket = connect({ host: '127.0.0.1', port: janus.port('127.'), localAddress: outside })
  socket.write(Buffer.concat([Uint8Array.of(query.length >> 8, query.length), query]))
  const answer = await Packet.readStream(socket)
  socket.destroy()
  return answer
}
