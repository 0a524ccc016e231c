// DNS over TLS in front of the real server: who is let in and how, what a change of certificate does, which view a client's certificate
// leads to, and who may fetch whole zones.

import { X509Certificate } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import t, { type Test } from 'tap'
import { rcodeName } from '../../src/dns/rcodes.ts'
import { Authorities } from '../../src/net/tls/authorities.ts'
import { selfSigned } from '../../src/net/tls/self-signed.ts'
import { readMessage } from '../../src/wire/message.ts'
import { queryFor } from '../support/ask.ts'
import { withOptions } from '../support/edns-options.ts'
import { freePort } from '../support/free-port.ts'
import { folderOf, type Janus, missing, run, serve } from '../support/janus.ts'
import { proxyHeader } from '../support/proxy-header.ts'
import { answersOf, askOverTls, certificateOf, type TlsOptions } from '../support/tls-client.ts'
import { until } from '../support/until.ts'

const zone = (address: string) => `$TTL 300
@ SOA ns hostmaster 7 1h 10m 1d 1m
  NS ns
ns A ${address}
`
const zones = { 'inside.zone': zone('10.0.0.1'), 'outside.zone': zone('192.0.2.1') }
const BASE = `workers: 1
cookies: false
views:
  inside: {clients: [127.0.0.1/32], certificates: [roaming.crt]}
  outside: {clients: [any]}
zones: {univ.example: {inside: inside.zone, outside: outside.zone}}
`
const question = queryFor('ns.univ.example. A')

/** `inside`, `outside`, or the rcode. */
function told(answer: Buffer | undefined): string {
  if (answer === undefined) return 'nothing'
  const message = readMessage(answer)!
  const [record] = message.answer
  return record === undefined ? rcodeName(message.rcode) : record.rdata[0] === 10 ? 'inside' : 'outside'
}

async function seen(t: Test, janus: Janus, options: TlsOptions = {}) {
  const asked = await askOverTls(t, janus.port(), [question], options)
  return { ...asked, told: told(asked.answers[0]) }
}

t.test('versions, names of the protocol, and views', async (t) => {
  const config = BASE.replace(', certificates: [roaming.crt]', '')
  const janus = await serve(
    t,
    folderOf(t, { ...zones, 'janus.yaml': `listen: [{address: "127.0.0.1:0", tls: {}}]\n${config}` }),
  )
  t.match(await seen(t, janus), { protocol: 'TLSv1.3', alpn: 'dot', told: 'inside' })
  t.match(await seen(t, janus, { from: '127.0.0.9' }), { told: 'outside' })
  t.match(await seen(t, janus, { maxVersion: 'TLSv1.2' }), { protocol: 'TLSv1.2', told: 'inside' })
  t.match(await seen(t, janus, { ALPNProtocols: [] }), { alpn: false, told: 'inside' }, 'who names none is served')
  t.match(await seen(t, janus, { servername: 'outside.example' }), { told: 'inside' }, 'a name chooses no view')
  await t.rejects(seen(t, janus, { ALPNProtocols: ['h2'] }), 'who names another protocol is not')
  await t.rejects(
    seen(t, janus, { maxVersion: 'TLSv1.1', minVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }),
    'TLS 1.1',
  )
  const many = Array.from({ length: 50 }, () => question)
  t.equal((await askOverTls(t, janus.port(), many)).answers.length, 50, 'many questions at once')
  const first = await seen(t, janus, { maxVersion: 'TLSv1.2' })
  t.match(
    await seen(t, janus, { maxVersion: 'TLSv1.2', session: first.session }),
    { reused: true },
    'who comes back shakes hands in short',
  )
})

t.test('answers are padded where the question is, and nowhere else', async (t) => {
  const config = BASE.replace(', certificates: [roaming.crt]', '')
  const listen = '["127.0.0.1:0", {address: "127.0.0.1:0", tls: {}}]'
  const janus = await serve(t, folderOf(t, { ...zones, 'janus.yaml': `listen: ${listen}\n${config}` }))
  const port = Number(janus.listen[1]!.split(':')[1])
  const asking = (...options: Parameters<typeof withOptions>[1][]) =>
    withOptions(queryFor('ns.univ.example. A', { edns: 1232 }), ...options)
  const rows: readonly (readonly [what: string, message: Uint8Array, length: number])[] = [
    ['padded', asking([12, Buffer.alloc(64)]), 468],
    ['by nothing', asking([12, Buffer.alloc(0)]), 468],
    ['not padded', asking(), 60],
    ['without EDNS', question, 49],
  ]
  const { answers } = await askOverTls(
    t,
    port,
    rows.map(([, message]) => message),
  )
  for (const [i, [what, , length]] of rows.entries()) t.equal(answers[i]!.length, length, what)
  const client = connect(janus.port(), '127.0.0.1')
  t.teardown(() => client.destroy())
  const message = asking([12, Buffer.alloc(64)])
  client.write(Buffer.concat([Buffer.from([0, message.length]), message]))
  const plain = await new Promise<Buffer>((resolve) => client.once('data', (data: Buffer) => resolve(data)))
  t.equal(plain.readUInt16BE(0), 60, 'over TCP, where everybody may read along, there is no use in it')
})

const noOpenssl = await missing('openssl')

t.test(
  'a change of certificate: sessions last, and a pair that cannot be used is not shown',
  { skip: noOpenssl },
  async (t) => {
    const [one, two, other] = [certificateOf('one'), certificateOf('two'), certificateOf('other')]
    const config = BASE.replace(', certificates: [roaming.crt]', '')
    const folder = folderOf(t, {
      ...zones,
      'ns.crt': one.certificate,
      'ns.key': one.key,
      'janus.yaml': `listen: [{address: "127.0.0.1:0", tls: {certificate: ns.crt, key: ns.key}}]\n${config}`,
    })
    const janus = await serve(t, folder)
    const printOf = ({ certificate }: { certificate: string }) => new X509Certificate(certificate).fingerprint256
    const before = await seen(t, janus, { maxVersion: 'TLSv1.2' })
    t.equal(before.fingerprint, printOf(one))
    const write = (pair: { certificate: string; key: string }) => {
      writeFileSync(join(folder, 'ns.key'), pair.key)
      writeFileSync(join(folder, 'ns.crt'), pair.certificate)
    }
    writeFileSync(join(folder, 'ns.crt'), two.certificate)
    janus.signal('SIGHUP')
    const flawed =
      'something is wrong with the files of a certificate: if they cannot be used, clients get the one read before, or one that Janus signs'
    // Between two files that are written, too, somebody may look.
    const flaw = (what: RegExp) => janus.logged(flawed, ({ problems }) => what.test(String(problems)))
    await flaw(/ns\.key: its private key does not belong to the certificate$/)
    t.equal((await seen(t, janus)).fingerprint, printOf(one), 'half a change is none')
    write(two)
    // Nobody says a word: the files are looked at.
    await janus.logged('clients get another certificate from now on')
    // The threads that shake hands hear of it in their own time.
    const becomes = (pair: { certificate: string }) =>
      until('its certificate', async () => (await seen(t, janus)).fingerprint === printOf(pair))
    await becomes(two)
    for (let i = 0; i < 10; i++)
      t.match(await seen(t, janus, { maxVersion: 'TLSv1.2', session: before.session }), {
        reused: true,
        told: 'inside',
      })
    write(certificateOf('late', { issuer: certificateOf('ca', { isAuthority: true }), days: -1 }))
    janus.signal('SIGHUP')
    await flaw(/ns\.crt: its certificate has expired/)
    t.equal((await seen(t, janus)).fingerprint, printOf(two))
    write(other)
    janus.signal('SIGHUP')
    await janus.logged('clients get another certificate from now on', 2)
    await becomes(other)
  },
)

t.test('a certificate leads into its view, wherever its owner is', { skip: noOpenssl }, async (t) => {
  const authority = certificateOf('roaming', { isAuthority: true })
  const stranger = certificateOf('roaming', { isAuthority: true })
  const pinned = certificateOf('laptop')
  const own = selfSigned('self')
  const folder = folderOf(t, {
    ...zones,
    'roaming.crt': `${authority.certificate}${pinned.certificate}`,
    'janus.yaml': `listen: [{address: "127.0.0.1:0", tls: {}}]\n${BASE}`,
  })
  const janus = await serve(t, folder)
  const rows: readonly (readonly [what: string, view: string, pair?: { certificate: string; key: string }])[] = [
    ['none', 'outside'],
    ['one of the authority', 'inside', certificateOf('mine', { issuer: authority })],
    ['one for clients', 'inside', certificateOf('mine', { issuer: authority, use: 'clientAuth' })],
    ['one for servers alone', 'outside', certificateOf('web', { issuer: authority, use: 'serverAuth' })],
    ['one that has expired', 'outside', certificateOf('late', { issuer: authority, days: -1 })],
    ['one that is listed', 'inside', pinned],
    ['one of an authority of the same name', 'outside', certificateOf('mine', { issuer: stranger })],
    ['its own', 'outside', { certificate: own.certificate, key: own.key }],
    ['one that a client has issued', 'outside', certificateOf('mine', { issuer: pinned })],
  ]
  for (const [what, view, pair] of rows)
    for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
      const shown = pair && { cert: pair.certificate, key: pair.key }
      const got = await seen(t, janus, { from: '127.0.0.9', maxVersion, ...shown })
      t.equal(got.told, view, `${what}, ${maxVersion}`)
      // A session would outlive what the certificate says.
      const again = await seen(t, janus, { from: '127.0.0.9', maxVersion, session: got.session })
      t.match(again, { reused: false, told: 'outside' }, `${what}, ${maxVersion}: nobody comes back without it`)
    }
})

t.test('clients are asked for a certificate where it may decide something', { skip: noOpenssl }, async (t) => {
  const pair = certificateOf('laptop')
  const listen = (more: string) => `{address: "127.0.0.1:0", ${more}}`
  const doors = ['tls: {}', 'https: {}', 'tls: {}, proxy: [127.0.0.5], proxy-inside-tls: true']
  const tied = ['tls: {}, view: inside', 'https: {}, view: inside']
  const config = (certificates: boolean, transfers: string) => `listen: [${[...doors, ...tied].map(listen)}]
${BASE.replace(', certificates: [roaming.crt]', certificates ? ', certificates: [roaming.crt]' : '')}${transfers}`
  const rule = 'transfers: [{from: [127.0.0.1], views: [inside], certificate: roaming.crt}]\n'
  const folder = folderOf(t, { ...zones, 'roaming.crt': pair.certificate, 'janus.yaml': config(false, '') })
  const janus = await serve(t, folder)
  const asking = async () => {
    const asked: boolean[] = []
    for (const at of janus.listen) {
      const from = at === janus.listen[2] ? ['-bind', '127.0.0.5:0'] : []
      const { stdout } = await run('sh', [
        '-c',
        `openssl s_client -connect ${at} ${from.join(' ')} </dev/null 2>/dev/null`,
      ])
      asked.push(stdout.includes('Requested Signature Algorithms'))
    }
    return asked
  }
  t.same(await asking(), [false, false, false, false, false], 'nothing is decided by one')
  for (const [i, [certificates, transfers, wanted]] of (
    [
      [true, '', [true, true, false, false, false]],
      [false, rule, [true, false, false, true, false]],
      [true, rule, [true, true, false, true, false]],
      [false, '', [false, false, false, false, false]],
    ] as const
  ).entries()) {
    writeFileSync(join(folder, 'janus.yaml'), config(certificates, transfers))
    janus.signal('SIGHUP')
    await janus.logged('reloaded', i + 1)
    const when = `${certificates ? 'a view has certificates' : ''} ${transfers}`
    let asked: boolean[] = []
    await until(
      () => `${wanted}, and not ${asked}: ${when}`,
      async () => {
        asked = await asking()
        return asked.join() === wanted.join()
      },
    )
  }
})

t.test('what a certificate has opened closes with it', { skip: noOpenssl }, async (t) => {
  const pair = certificateOf('laptop')
  const folder = folderOf(t, {
    ...zones,
    'roaming.crt': pair.certificate,
    'janus.yaml': `listen: [{address: "127.0.0.1:0", tls: {}}]\n${BASE}`,
  })
  const janus = await serve(t, folder)
  const open = async (shown?: { cert: string; key: string }) => {
    const socket = connectTls({
      ...{ port: janus.port(), host: '127.0.0.1', localAddress: '127.0.0.9', rejectUnauthorized: false, ...shown },
    })
    t.teardown(() => socket.destroy())
    const answers = answersOf(socket, 1)
    socket.write(Buffer.concat([Buffer.from([0, question.length]), question]))
    return { socket, told: told((await answers)[0]) }
  }
  const roaming = await open({ cert: pair.certificate, key: pair.key })
  const other = await open()
  t.same([roaming.told, other.told], ['inside', 'outside'])
  const closed = new Promise<string>((resolve) => {
    roaming.socket.on('close', () => resolve('closed'))
  })
  writeFileSync(join(folder, 'roaming.crt'), certificateOf('new laptop').certificate)
  janus.signal('SIGHUP')
  t.equal(await closed, 'closed')
  const again = answersOf(other.socket, 1)
  other.socket.write(Buffer.concat([Buffer.from([0, question.length]), question]))
  t.equal(told((await again)[0]), 'outside', 'others notice nothing')
})

t.test(
  'a certificate that is listed leads to its own view, and not to that of its issuer',
  { skip: noOpenssl },
  (t) => {
    const authority = certificateOf('ca', { isAuthority: true })
    const lab = certificateOf('lab', { issuer: authority })
    const authorities = new Authorities([
      { view: 'inside', pem: authority.certificate },
      { view: 'lab', pem: lab.certificate },
    ])
    const viewOf = ({ certificate }: { certificate: string }) => authorities.viewOf(new X509Certificate(certificate))
    t.equal(viewOf(lab), 'lab')
    t.equal(viewOf(certificateOf('desk', { issuer: authority })), 'inside')
    t.end()
  },
)

t.test("what a proxy shows inside TLS is not its clients'", { skip: noOpenssl }, async (t) => {
  const pair = certificateOf('dnsdist')
  const listen = '[{address: "127.0.0.1:0", tls: {}, proxy: [127.0.0.5], proxy-inside-tls: true}]'
  const transfers = 'transfers: [{from: [127.0.0.1], views: [inside], tls: required}]\n'
  const janus = await serve(
    t,
    folderOf(t, { ...zones, 'roaming.crt': pair.certificate, 'janus.yaml': `listen: ${listen}\n${BASE}${transfers}` }),
  )
  const through = async (from: string, message: Uint8Array) => {
    const before = proxyHeader({ from, stream: true })
    const shown = { cert: pair.certificate, key: pair.key }
    const { answers } = await askOverTls(t, janus.port(), [message], { from: '127.0.0.5', before, ...shown })
    return told(answers[0])
  }
  t.equal(await through('127.0.0.9', question), 'outside', 'its certificate opens nothing to others')
  t.equal(await through('127.0.0.1', question), 'inside')
  t.equal(await through('127.0.0.1', queryFor('univ.example. AXFR')), 'REFUSED', 'the way to the proxy may be open')
})

t.test('handshakes of strangers cost proxies nothing', async (t) => {
  const config = BASE.replace(', certificates: [roaming.crt]', '')
  const listen = '[{address: "127.0.0.1:0", tls: {}, proxy: [127.0.0.5], proxy-inside-tls: true}]'
  const janus = await serve(t, folderOf(t, { ...zones, 'janus.yaml': `listen: ${listen}\n${config}` }))
  for (let i = 0; i < 300; i++)
    await new Promise<void>((resolve) => {
      const socket = connect({ port: janus.port(), host: '127.0.0.1', localAddress: '127.0.0.9' })
      socket.on('error', () => {})
      socket.on('close', () => resolve())
    })
  const before = proxyHeader({ from: '127.0.0.1', stream: true })
  t.equal(told((await askOverTls(t, janus.port(), [question], { from: '127.0.0.5', before })).answers[0]), 'inside')
})

t.test('proxies before TLS, and inside it', async (t) => {
  const config = BASE.replace(', certificates: [roaming.crt]', '')
  const listen = `[{address: "127.0.0.1:0", tls: {}, proxy: [127.0.0.5]}, {address: "127.0.0.1:0", tls: {}, proxy: [127.0.0.5], proxy-inside-tls: true}]`
  const janus = await serve(t, folderOf(t, { ...zones, 'janus.yaml': `listen: ${listen}\n${config}` }))
  const [before, inside] = janus.listen.map((text) => Number(text.split(':')[1]))
  for (const [from, view] of [
    ['127.0.0.1', 'inside'],
    ['127.0.0.9', 'outside'],
  ] as const) {
    const header = proxyHeader({ from, stream: true })
    const socket = connect({ port: before!, host: '127.0.0.1', localAddress: '127.0.0.5' })
    t.teardown(() => socket.destroy())
    socket.write(header)
    t.equal(told((await askOverTls(t, before!, [question], { socket })).answers[0]), view, `${from}, before TLS`)
    const got = await askOverTls(t, inside!, [question], { from: '127.0.0.5', before: header })
    t.equal(told(got.answers[0]), view, `${from}, inside TLS`)
    await t.rejects(askOverTls(t, inside!, [question], { from, before: header }), 'a stranger shakes no hands')
  }
})

t.test('one port of a proxy, at two addresses of ours: each stream has its own client', async (t) => {
  const config = BASE.replace(', certificates: [roaming.crt]', '')
  const listen = `[{address: "0.0.0.0:0", tls: {}, proxy: [127.0.0.5]}]`
  const janus = await serve(t, folderOf(t, { ...zones, 'janus.yaml': `listen: ${listen}\n${config}` }))
  const port = janus.port()
  const localPort = await freePort()
  const streams = ['127.0.0.1', '127.0.0.2'].map((host) =>
    connect({ port, host, localAddress: '127.0.0.5', localPort }),
  )
  for (const stream of streams) {
    t.teardown(() => stream.destroy())
    await new Promise((resolve) => stream.once('connect', resolve))
  }
  const clients = ['127.0.0.1', '127.0.0.9']
  for (const [i, stream] of streams.entries()) stream.write(proxyHeader({ from: clients[i]!, stream: true }))
  const asked = streams.map((socket) => askOverTls(t, port, [question], { socket }))
  t.same(
    (await Promise.all(asked)).map(({ answers }) => told(answers[0])),
    ['inside', 'outside'],
  )
})

t.test('whole zones go over TLS as RFC 9103 wants it, or not at all', async (t) => {
  const config = `${BASE.replace(', certificates: [roaming.crt]', '')}transfers: [{from: [127.0.0.1], views: [inside], tls: required}]\n`
  const janus = await serve(
    t,
    folderOf(t, { ...zones, 'janus.yaml': `listen: ["127.0.0.1:0", {address: "127.0.0.1:0", tls: {}}]\n${config}` }),
  )
  const port = Number(janus.listen[1]!.split(':')[1])
  const wanted = queryFor('univ.example. AXFR')
  const records = async (options: TlsOptions) => {
    const { answers } = await askOverTls(t, port, [wanted], options)
    const message = readMessage(answers[0]!)!
    return message.answer.length > 0 ? message.answer.length : rcodeName(message.rcode)
  }
  t.equal(await records({}), 4)
  t.equal(await records({ maxVersion: 'TLSv1.2' }), 'REFUSED', 'an older version')
  t.equal(await records({ ALPNProtocols: [] }), 'REFUSED', 'without the name of the protocol')
  t.equal(await records({ from: '127.0.0.9' }), 'REFUSED', 'from elsewhere')
  const client = connect(janus.port(), '127.0.0.1')
  t.teardown(() => client.destroy())
  client.write(Buffer.concat([Buffer.from([0, wanted.length]), wanted]))
  const plain = await new Promise<Buffer>((resolve) => client.once('data', (data: Buffer) => resolve(data)))
  t.equal(rcodeName(readMessage(plain.subarray(2))!.rcode), 'REFUSED', 'the same client over TCP')
})

t.test('clients that go away in the middle, or say nothing, or garbage, cost nobody else anything', async (t) => {
  const config = BASE.replace(', certificates: [roaming.crt]', '')
  const janus = await serve(
    t,
    folderOf(t, { ...zones, 'janus.yaml': `listen: [{address: "127.0.0.1:0", tls: {}}]\n${config}` }),
  )
  const hello = await clientHello(t)
  for (let i = 0; i < 300; i++) {
    const socket = connect({ port: janus.port(), host: '127.0.0.1', localAddress: `127.0.${1 + (i % 100)}.9` })
    socket.on('error', () => {})
    await new Promise((resolve) => socket.once('connect', resolve))
    const octets = i % 3 === 0 ? Buffer.alloc(i, 0x16) : hello.subarray(0, i % 2 ? hello.length : i % hello.length)
    socket.write(octets)
    if (i % 5 === 0) socket.resetAndDestroy()
    else if (i % 5 < 3) socket.destroy()
    else t.teardown(() => socket.destroy())
  }
  t.match(await seen(t, janus), { told: 'inside' })
  janus.signal('SIGTERM')
  t.match(await janus.ended, { code: 0 })
  t.same(
    janus.log.filter(({ level }) => level >= 50),
    [],
  )
})

/** What a client says first. */
async function clientHello(t: Test): Promise<Buffer> {
  const { createServer } = await import('node:net')
  const server = createServer()
  t.teardown(() => server.close())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const said = new Promise<Buffer>((resolve) => {
    server.once('connection', (socket) => {
      socket.on('error', () => {})
      socket.once('data', (data: Buffer) => {
        resolve(data)
        socket.destroy()
      })
    })
  })
  const client = connectTls({ port: (server.address() as { port: number }).port, host: '127.0.0.1' })
  client.on('error', () => {})
  return said
}
