// docs/doors.md: its configuration runs, and each client of its table gets the view that stands there.

import { createSocket } from 'node:dgram'
import { readFileSync } from 'node:fs'
import { connect as connectHttp } from 'node:http2'
import { connect as connectTcp } from 'node:net'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import t, { type Test } from 'tap'
import { selfSigned } from '../../src/net/tls/self-signed.ts'
import { readMessage } from '../../src/wire/message.ts'
import { queryFor } from '../support/ask.ts'
import { subnetOption, withOptions } from '../support/edns-options.ts'
import { folderOf, type Janus, serve } from '../support/janus.ts'
import { proxyHeader } from '../support/proxy-header.ts'

const text = readFileSync(join(import.meta.dirname, '../../docs/doors.md'), 'utf8')
const config = /```yaml\n([\s\S]*?)```/.exec(text)![1]!
const rows = [...text.matchAll(/^\| ([a-z-]+) \| (127[\d.]+) \|(.*)\| (\w+) \|$/gm)].map(
  ([, door, from, says, view]) => ({
    door: door!,
    from: from!,
    says: says!.trim(),
    view: view!,
  }),
)

const zone = (address: string) => `$TTL 300\n@ SOA ns hostmaster 7 1h 10m 1d 60\n  NS ns\nns A ${address}\n`
const laptop = selfSigned('laptop')
/** Milliseconds after which silence over UDP is what was promised; where an answer was, nothing but the test's own end is late. */
const SILENCE = 400

type Asked = {
  readonly port: number
  readonly from: string
  readonly message: Uint8Array
  readonly header: Uint8Array
  readonly pair: { readonly cert?: string; readonly key?: string }
  /** Nothing is to come. */
  readonly isDropped: boolean
}

const framed = (message: Uint8Array) => Buffer.concat([Buffer.from([message.length >> 8, message.length]), message])

const ways: Readonly<Record<string, (t: Test, asked: Asked) => Promise<Uint8Array | undefined>>> = {
  udp: (t, { port, from, message, header, isDropped }) => {
    const socket = createSocket('udp4')
    t.teardown(() => socket.close())
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(undefined), isDropped ? SILENCE : 30_000)
      socket.once('message', (answer) => {
        clearTimeout(timer)
        resolve(answer)
      })
      socket.bind(0, from, () => socket.send(Buffer.concat([header, message]), port, '127.0.0.1'))
    })
  },
  tcp: (t, { port, from, message, header }) => {
    const socket = connectTcp({ port, host: '127.0.0.1', localAddress: from })
    return firstOf(t, socket, Buffer.concat([header, framed(message)]))
  },
  tls: (t, { port, from, message, pair }) => {
    const options = { port, host: '127.0.0.1', localAddress: from, rejectUnauthorized: false, ...pair }
    return firstOf(t, connectTls(options), framed(message))
  },
  https: (t, { port, from, message, pair }) => {
    const options = { localAddress: from, rejectUnauthorized: false, ...pair }
    const client = connectHttp(`https://127.0.0.1:${port}`, options)
    t.teardown(() => client.destroy())
    const stream = client.request({ ':path': `/dns-query?dns=${Buffer.from(message).toString('base64url')}` })
    return new Promise((resolve) => stream.once('data', resolve))
  },
}

function firstOf(t: Test, socket: ReturnType<typeof connectTcp>, octets: Uint8Array): Promise<Uint8Array | undefined> {
  t.teardown(() => socket.destroy())
  socket.on('error', () => {})
  socket.write(octets)
  return new Promise((resolve) => {
    socket.once('data', (data: Buffer) => resolve(data.subarray(2)))
    socket.once('close', () => resolve(undefined))
  })
}

/** By the order in which the page lists them. */
const PORTS: Readonly<Record<string, number>> = { udp: 0, tcp: 0, tls: 1, https: 2, 'proxy-udp': 3, 'proxy-tcp': 3 }

t.test('each client gets the view of the table', async (t) => {
  const folder = folderOf(t, {
    'janus.yaml': `workers: 2\ncookies: false\n${config.replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:0')}`,
    'inside.zone': zone('10.0.0.1'),
    'outside.zone': zone('192.0.2.1'),
    'roaming.crt': laptop.certificate,
  })
  const janus = await serve(t, folder)
  t.equal(rows.length, 31)
  await Promise.all(
    rows.map(async (row) => {
      const way = ways[row.door.replace('proxy-', '')]!
      const answer = await way(t, askedBy(janus, row))
      t.equal(told(answer), row.view, `${row.door} from ${row.from} ${row.says}`)
    }),
  )
})

function askedBy(janus: Janus, { door, from, says, view }: (typeof rows)[number]): Asked {
  const subnet = /subnet (\S+\/\d+)/.exec(says)?.[1]
  const spoken = /proxy for ([\d.]+)/.exec(says)?.[1]
  const question = queryFor('ns.univ.example. A', { edns: 1232 })
  return {
    port: Number(janus.listen[PORTS[door]!]!.split(':')[1]),
    from,
    message: subnet === undefined ? question : withOptions(question, subnetOption(subnet)),
    header: spoken === undefined ? Buffer.alloc(0) : proxyHeader({ from: spoken, stream: door.endsWith('tcp') }),
    pair: says.includes('certificate') ? { cert: laptop.certificate, key: laptop.key } : {},
    isDropped: view === 'nothing',
  }
}

function told(answer: Uint8Array | undefined): string {
  const record = answer && readMessage(answer)?.answer[0]
  return record === undefined ? 'nothing' : record.rdata[0] === 10 ? 'inside' : 'outside'
}
