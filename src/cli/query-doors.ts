// Asks one question over TLS or HTTPS, behind a PROXY header, or with a client subnet, as proxies and resolvers do; through our own codec,
// for dns2 has no words for these.

import { randomInt } from 'node:crypto'
import { connect as connectHttp } from 'node:http2'
import { connect, type Socket } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { addressFromText, addressText } from '../dns/address.ts'
import { put16 } from '../dns/big-endian.ts'
import { Class } from '../dns/classes.ts'
import { sameName } from '../dns/name.ts'
import { endpointText } from '../net/endpoint.ts'
import { proxyHeader } from '../net/proxy/write-header.ts'
import { formatPrefix } from '../views/prefix.ts'
import { Bit, HEADER } from '../wire/header.ts'
import { type Message, readMessage } from '../wire/message.ts'
import { queryMessage } from '../wire/query-message.ts'
import { withSubnet } from '../wire/subnet-option.ts'
import type { Reply } from './query-exchange.ts'
import { signedBy } from './query-signed.ts'
import { type Answered, type Asking, answered, askStream, askUdp, patiently, reasonOf } from './query-sockets.ts'
import { toldByMessage } from './query-text.ts'
import type { Request } from './query-words.ts'

/** Octets of a UDP answer that pass without fragments, as `dig` announces them. */
const UDP_SIZE = 1232
const MESSAGE_TYPE = 'application/dns-message'

/** The server's answer, or why there is none. */
export async function exchangeByDoor(request: Request): Promise<Reply | string> {
  const start = performance.now()
  try {
    const { answer, octets, over } = await ask(request)
    const milliseconds = performance.now() - start
    return { told: toldByMessage(answer), octets, over: `${over}${forWhom(request)}`, milliseconds }
  } catch (error) {
    return reasonOf(error, request)
  }
}

type Found = Answered<Message> & { readonly over: string }

async function ask(request: Request): Promise<Found> {
  const { door, tcp, insideTls } = request
  const inside = insideTls ? headerOf(request, true) : undefined
  if (door === 'https') return { ...(await askHttps(request)), over: 'HTTPS' }
  if (door === 'tls') return { ...(await askStream(secured(request, 'dot'), askingOf(request), inside)), over: 'TLS' }
  const overUdp = tcp ? undefined : await askUdp(request, behind(request, askingOf(request)))
  if (overUdp !== undefined && (overUdp.answer.flags & Bit.TC) === 0) return { ...overUdp, over: 'UDP' }
  return { ...(await askStream(connected(request), askingOf(request), headerOf(request, true))), over: 'TCP' }
}

function forWhom({ proxied, subnet }: Request): string {
  const proxy = proxied === undefined ? '' : `, as a proxy for ${addressText(proxied)}`
  return `${proxy}${subnet === undefined ? '' : `, for ${formatPrefix(subnet)}`}`
}

function askingOf({ name, type, subnet, key, door, dnssec = false, chaos = false }: Request): Asking<Message> {
  const bare = queryMessage(name, type, dnssec, UDP_SIZE)
  if (chaos) put16(bare, HEADER + name.length + 2, Class.CH)
  const plain = subnet === undefined ? bare : withSubnet(bare, subnet.octets, subnet.bits)
  // RFC 8484 §4.1: over HTTPS the ID is 0, so that caches see equal questions as equal.
  put16(plain, 0, door === 'https' ? 0 : randomInt(0x10000))
  return signedBy(key, plain, (message) => {
    const read = readMessage(message)
    const isAnswer =
      read !== undefined && (read.flags & Bit.QR) !== 0 && message.readUInt16BE(0) === plain[0]! * 256 + plain[1]!
    // RFC 1035 §4.1.1: a server that could not read the question does not send it back.
    const isSame = read?.questions.every((asked) => asked.type === type && sameName(asked.name, 0, name, 0))
    return isAnswer && isSame ? read : undefined
  })
}

function headerOf({ proxied, server }: Request, stream: boolean): Uint8Array {
  if (proxied === undefined) return new Uint8Array(0)
  return proxyHeader({ client: proxied, server: addressFromText(server.address)!, port: server.port, stream })
}

/** The datagram with the PROXY header before the message. */
function behind(request: Request, { octets, read }: Asking<Message>): Asking<Message> {
  return { octets: Buffer.concat([headerOf(request, false), octets]), read }
}

function connected({ server, from }: Request): Socket {
  return connect({ host: server.address, port: server.port, ...(from !== undefined && { localAddress: from }) })
}

/**
 * Accepts any certificate: this command shows an answer, and guards no secret. The PROXY header comes before TLS, as HAProxy sends it,
 * unless it is to stand inside.
 */
function secured(request: Request, protocol: 'dot' | 'h2'): TLSSocket {
  const socket = connected(request)
  if (request.proxied !== undefined && !request.insideTls) socket.write(headerOf(request, true))
  const secure = connectTls({ socket, rejectUnauthorized: false, ALPNProtocols: [protocol] })
  socket.on('error', (error) => secure.destroy(error))
  return secure
}

function askHttps(request: Request): Promise<Answered<Message>> {
  const { octets, read } = askingOf(request)
  const socket = secured(request, 'h2')
  const session = connectHttp(`https://${endpointText(request.server)}`, { createConnection: () => socket })
  return patiently(session, async () => {
    const stream = session.request({ ':method': 'POST', ':path': '/dns-query', 'content-type': MESSAGE_TYPE })
    const parts: Buffer[] = []
    let status = 0
    await new Promise<void>((resolve, reject) => {
      session.on('error', reject)
      stream.on('error', reject)
      stream.on('response', (headers) => {
        status = Number(headers[':status'])
      })
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', resolve)
      stream.on('close', resolve)
      stream.end(octets)
    })
    if (status !== 200)
      throw new Error(status === 0 ? 'it closed the connection without an answer' : `it gives HTTP status ${status}`)
    return answered(Buffer.concat(parts), read)
  })
}
