// A client of DNS over TLS, and the certificates that it and the server show.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ConnectionOptions, connect } from 'node:tls'
import type { Test } from 'tap'

export type TlsAsked = {
  readonly answers: readonly Buffer[]
  readonly protocol: string | null
  readonly alpn: string | false | null
  readonly reused: boolean
  /** By which the client may come back. */
  readonly session: Buffer | undefined
  /** Of the certificate that the server shows. */
  readonly fingerprint: string
}

export type TlsOptions = ConnectionOptions & {
  readonly from?: string
  /** Sent as it is, before the messages. */
  readonly before?: Uint8Array
}

/** Asks over one connection, and waits for as many answers; fewer where the server closes before. */
export async function askOverTls(
  t: Test,
  port: number,
  messages: readonly Uint8Array[],
  options: TlsOptions = {},
): Promise<TlsAsked> {
  const { from, before, ...rest } = options
  const socket = connect({
    port,
    host: '127.0.0.1',
    rejectUnauthorized: false,
    ALPNProtocols: ['dot'],
    ...(from !== undefined && { localAddress: from }),
    ...rest,
  })
  t.teardown(() => socket.destroy())
  let session: Buffer | undefined
  socket.on('session', (given: Buffer) => {
    session = given
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('secureConnect', resolve)
    socket.once('error', reject)
  })
  const facts = {
    protocol: socket.getProtocol(),
    alpn: socket.alpnProtocol,
    reused: socket.isSessionReused(),
    fingerprint: socket.getPeerX509Certificate()?.fingerprint256 ?? '',
  }
  if (before !== undefined) socket.write(before)
  socket.write(
    Buffer.concat(messages.flatMap((message) => [Buffer.from([message.length >> 8, message.length]), message])),
  )
  const answers = await answersOf(socket, messages.length)
  socket.destroy()
  return { ...facts, answers, session: session ?? socket.getSession() }
}

export async function answersOf(socket: Socket, count: number): Promise<Buffer[]> {
  const answers: Buffer[] = []
  let rest: Buffer = Buffer.alloc(0)
  socket.on('error', () => {})
  await new Promise<void>((resolve) => {
    socket.on('close', () => resolve())
    socket.on('end', () => resolve())
    socket.on('data', (read: Buffer) => {
      rest = Buffer.concat([rest, read])
      while (rest.length >= 2 && rest.length >= 2 + rest.readUInt16BE(0)) {
        const length = rest.readUInt16BE(0)
        answers.push(rest.subarray(2, 2 + length))
        rest = rest.subarray(2 + length)
      }
      if (answers.length >= count) resolve()
    })
  })
  return answers
}

export type TestPair = { readonly certificate: string; readonly key: string }

/** A certificate by openssl, of the issuer or signed by itself. */
export function certificateOf(
  name: string,
  {
    issuer,
    isAuthority = false,
    days = 30,
    newKey = 'ec',
    use,
    names,
  }: {
    readonly issuer?: TestPair
    readonly isAuthority?: boolean
    /** From now; negative: it has expired. */
    readonly days?: number
    readonly newKey?: 'ec' | 'rsa:1024' | 'rsa:2048'
    /** extendedKeyUsage */
    readonly use?: string
    /** subjectAltName */
    readonly names?: string
  } = {},
): TestPair {
  const folder = mkdtempSync(join(tmpdir(), 'janus-pair-'))
  try {
    const at = (file: string) => join(folder, file)
    const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' })
    const key = newKey === 'ec' ? ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'] : [newKey]
    const extensions = [
      ...['-addext', `basicConstraints=critical,CA:${isAuthority ? 'TRUE' : 'FALSE'}`],
      ...(use === undefined ? [] : ['-addext', `extendedKeyUsage=${use}`]),
      ...(names === undefined ? [] : ['-addext', `subjectAltName=${names}`]),
    ]
    const common = ['-newkey', ...key, '-nodes', '-keyout', at('key'), '-subj', `/CN=${name}`, ...extensions]
    if (issuer === undefined) openssl('req', '-x509', ...common, '-days', String(days), '-out', at('crt'))
    else {
      openssl('req', ...common, '-out', at('csr'))
      for (const [file, content] of [
        ['ca', issuer.certificate],
        ['cakey', issuer.key],
      ] as const)
        writeFileSync(at(file), content)
      openssl(
        ...['x509', '-req', '-in', at('csr'), '-CA', at('ca'), '-CAkey', at('cakey'), '-days', String(days)],
        ...['-copy_extensions', 'copyall', '-set_serial', String(Date.now()), '-out', at('crt')],
      )
    }
    return { certificate: readFileSync(at('crt'), 'latin1'), key: readFileSync(at('key'), 'latin1') }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** What a client of TLS says first. */
export function helloOf(): Promise<Buffer> {
  return new Promise((resolve) => {
    const server = createServer((socket) => {
      socket.once('data', (hello: Buffer) => {
        resolve(hello)
        socket.destroy()
        server.close()
      })
    }).listen(0, '127.0.0.1', () => {
      const at = server.address()
      const client = connect({ port: typeof at === 'object' ? at!.port : 0, host: '127.0.0.1' })
      client.on('error', () => {})
    })
  })
}
