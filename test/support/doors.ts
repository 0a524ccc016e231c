// A client that comes in by any door: over each transport, as itself or through a proxy that tells before or inside TLS who asks.

import { createSocket } from 'node:dgram'
import { connect as connectHttp } from 'node:http2'
import { connect, type Socket } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import type { Test } from 'tap'
import { proxyHeader } from './proxy-header.ts'
import { answersOf, type TestPair } from './tls-client.ts'

export const DOORS = [
  ...(['udp', 'tcp', 'tls', 'https'] as const),
  ...(['proxied udp', 'proxied tcp', 'proxied tls', 'proxied https', 'inside tls'] as const),
] as const
export type Door = (typeof DOORS)[number]

/** Which listen address a door is at, by what stands beside the address. */
export function listenKey(door: Door): string {
  const name = door.replace('proxied ', '').replace('inside ', '')
  const by = name === 'tls' || name === 'https' ? [`${name}: {}`] : []
  const proxy = door.includes(' ') ? [`proxy: [${PROXY}]`] : []
  return [...by, ...proxy, ...(door === 'inside tls' ? ['proxy-inside-tls: true'] : [])].join(', ')
}

export const isEncrypted = (door: Door) => /tls|https/.test(door)
export const isDatagram = (door: Door) => /udp/.test(door)

/** From where the proxy asks. */
export const PROXY = '127.0.0.5'
const proxyAt = (to: string) => (to.includes(':') ? '::1' : PROXY)

export type Way = {
  readonly door: Door
  /** Of the server. */
  readonly to: string
  readonly port: number
  readonly client: string
  /** Of the client, or, inside TLS, of the proxy. */
  readonly pair?: TestPair | undefined
  readonly maxVersion?: 'TLSv1.2' | 'TLSv1.3'
  /** None: the client names no protocol. */
  readonly alpn?: readonly string[]
  /** What the proxy says in the place of who the client is. */
  readonly header?: Uint8Array
  /** From where it says that; PROXY where it is one of the server's. */
  readonly proxy?: string
}

/**
 * The answers by the numbers of their messages, which must differ; fewer where the server closes before. `count`: how many are
 * waited for over a stream, where not each message gets one.
 */
export async function askBy(
  t: Test,
  way: Way,
  messages: readonly Uint8Array[],
  count = messages.length,
): Promise<ReadonlyMap<number, Buffer>> {
  const answers = await ways[way.door.replace('proxied ', '')]!(t, way, messages, count)
  return new Map(answers.map((answer) => [answer.readUInt16BE(0), answer]))
}

type Ask = (t: Test, way: Way, messages: readonly Uint8Array[], count: number) => Promise<readonly Buffer[]>

const overUdp: Ask = (t, { to, port, door, client }, messages) => {
  const isProxied = door !== 'udp'
  const header = isProxied ? proxyHeader({ from: client, to }) : Buffer.alloc(0)
  const socket = createSocket('udp4')
  let again: NodeJS.Timeout | undefined
  let isOpen = true
  const close = () => {
    clearInterval(again)
    if (isOpen) socket.close()
    isOpen = false
  }
  t.teardown(close)
  const missing = new Map(messages.map((message) => [Buffer.from(message).readUInt16BE(0), message]))
  const answers: Buffer[] = []
  return new Promise((resolve) => {
    const send = () => {
      for (const message of missing.values()) socket.send(Buffer.concat([header, message]), port, to)
    }
    socket.on('message', (answer) => {
      if (missing.delete(answer.readUInt16BE(0))) answers.push(answer)
      if (missing.size > 0) return
      close()
      resolve(answers)
    })
    socket.bind(0, isProxied ? PROXY : client, () => {
      send()
      // A datagram may be lost. Of a busy machine the answer is waited for: a second question would be counted as another one.
      again = setInterval(send, 20_000)
    })
  })
}

/** Connected, and with the header where it stands before all else. */
function streamTo(t: Test, way: Way): Socket {
  const { to, port, door, client, proxy = proxyAt(to) } = way
  const isProxied = door.includes(' ')
  const socket = connect({ host: to, port, localAddress: isProxied ? proxy : client })
  t.teardown(() => socket.destroy())
  socket.on('error', () => {})
  if (isProxied && door !== 'inside tls') socket.write(headerOf(way))
  return socket
}

function headerOf({ header, client, to }: Way): Uint8Array {
  return header ?? proxyHeader({ from: client, to, stream: true })
}

function secured(t: Test, way: Way, protocol: string): TLSSocket {
  const { pair, maxVersion, alpn = [protocol] } = way
  const secure = connectTls({
    socket: streamTo(t, way),
    rejectUnauthorized: false,
    ALPNProtocols: [...alpn],
    ...(maxVersion && { maxVersion }),
    ...(pair && { cert: pair.certificate, key: pair.key }),
  })
  secure.on('error', () => {})
  return secure
}

const framed = (messages: readonly Uint8Array[]) =>
  Buffer.concat(messages.flatMap((message) => [Uint8Array.of(message.length >> 8, message.length), message]))

const overStream: Ask = async (t, way, messages, count) => {
  const socket = way.door.endsWith('tls') ? secured(t, way, 'dot') : streamTo(t, way)
  const header = way.door === 'inside tls' ? headerOf(way) : new Uint8Array(0)
  socket.write(Buffer.concat([header, framed(messages)]))
  const answers = await answersOf(socket, count)
  socket.destroy()
  return answers
}

const overHttps: Ask = async (t, way, messages) => {
  const socket = secured(t, way, 'h2')
  const session = connectHttp('https://janus.example', { createConnection: () => socket })
  session.on('error', () => {})
  const answers = await Promise.all(
    messages.map((message) => {
      const stream = session.request({
        ...{ ':method': 'POST', ':path': '/dns-query', 'content-type': 'application/dns-message' },
      })
      const parts: Buffer[] = []
      stream.on('error', () => {})
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.end(message)
      return new Promise<Buffer>((resolve) => {
        stream.on('close', () => resolve(Buffer.concat(parts)))
      })
    }),
  )
  session.destroy()
  return answers.filter(({ length }) => length > 0)
}

const ways: Readonly<Record<string, Ask>> = {
  ...{ udp: overUdp, tcp: overStream, tls: overStream, 'inside tls': overStream, https: overHttps },
}
