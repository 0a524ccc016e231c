// A server with two faces behind DNS over HTTPS, and a client of it.

import { type ClientHttp2Session, connect, type IncomingHttpHeaders } from 'node:http2'
import type { Test } from 'tap'
import { rcodeName } from '../../src/dns/rcodes.ts'
import { readMessage } from '../../src/wire/message.ts'
import { queryFor } from './ask.ts'
import { folderOf, serve } from './janus.ts'

const zone = (address: string) => `$TTL 300
@ SOA ns hostmaster 7 1h 10m 1d 60
  NS ns
ns A ${address}
ns 20 TXT x
alias 200 CNAME short
short 10 A ${address}
sub NS ns
`
export const files = { 'inside.zone': zone('10.0.0.1'), 'outside.zone': zone('192.0.2.1') }
export const TWO = `views: {inside: [127.0.0.1/32], outside: [any]}\nzones: {univ.example: {inside: inside.zone, outside: outside.zone}}\n`
export const ONE = 'zones: {univ.example: outside.zone}\n'
export const start = (t: Test, config: string) =>
  serve(
    t,
    folderOf(t, { ...files, 'janus.yaml': `listen: [{address: "127.0.0.1:0", https: {}}]\nworkers: 1\n${config}` }),
  )

export type Reply = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: Buffer }

export function session(t: Test, port: number, from = '127.0.0.1'): ClientHttp2Session {
  const options = { rejectUnauthorized: false, localAddress: from }
  const client = connect(`https://127.0.0.1:${port}`, options)
  client.on('error', () => {})
  t.teardown(() => client.destroy())
  return client
}

export function request(
  client: ClientHttp2Session,
  headers: Record<string, string>,
  body?: Uint8Array,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const stream = client.request(headers, { endStream: body === undefined })
    const parts: Buffer[] = []
    let answered: IncomingHttpHeaders = {}
    stream.on('response', (given) => {
      answered = given
    })
    stream.on('data', (part: Buffer) => parts.push(part))
    stream.on('end', () =>
      resolve({ status: Number(answered[':status']), headers: answered, body: Buffer.concat(parts) }),
    )
    stream.on('error', reject)
    if (body !== undefined) stream.end(body)
  })
}

export const get = (message: Uint8Array, more = {}) => ({
  ':path': `/dns-query?dns=${Buffer.from(message).toString('base64url')}`,
  ...more,
})
export const question = queryFor('ns.univ.example. A')
export const post = { ':path': '/dns-query', ':method': 'POST', 'content-type': 'application/dns-message' }

export function told({ status, body }: Reply): string {
  if (status !== 200) return String(status)
  const message = readMessage(body)!
  const [record] = message.answer
  return record === undefined ? rcodeName(message.rcode) : record.rdata[0] === 10 ? 'inside' : 'outside'
}
