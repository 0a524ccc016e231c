// Zones from primaries over TLS: a primary is asked where it is the right one, and hears nothing at all where it is not.

import { X509Certificate } from 'node:crypto'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { TlsOptions } from 'node:tls'
import t from 'tap'
import { pinOf, type TlsPeer } from '../../src/keys/tls-peer.ts'
import { selfSigned } from '../../src/net/tls/self-signed.ts'
import { askSoa } from '../../src/transfer/ask-soa.ts'
import { Connections } from '../../src/transfer/connection.ts'
import { fetchZone, Refusals } from '../../src/transfer/fetch.ts'
import type { Peer } from '../../src/transfer/peer.ts'
import { english } from '../../src/transfer/says.ts'
import { folderOf } from '../support/janus.ts'
import { Primary } from './primary.ts'
import { APEX, messagesOf } from './streams.ts'

const NAME = 'ns1.univ.example'
const own = selfSigned(NAME)
const renewed = selfSigned(NAME)
const expired = selfSigned(NAME, Date.UTC(2005, 0))
const ours = selfSigned('janus')
const pin = pinOf(new X509Certificate(own.certificate))
const folder = folderOf(t, {
  'own.crt': own.certificate,
  'all.crt': own.certificate + renewed.certificate + expired.certificate,
  'janus.crt': ours.certificate,
  'janus.key': ours.key,
  'empty.crt': '',
})
const at = (file: string) => join(folder, file)
const pair = { certificate: at('janus.crt'), key: at('janus.key') }

const soa = '@ SOA ns hostmaster 7 1d 2h 4w 1h'
const PATIENCE = { connect: 30_000, progress: 30_000, whole: 60_000, unused: 200 }
/** For those who never shake hands. */
const HASTE = { ...PATIENCE, connect: 1000 }
const base: TlsPeer = { name: NAME, authorities: at('own.crt'), pins: [], pair: undefined, alpn: 'required' }
const server = ({ certificate, key } = own, more: TlsOptions = {}): TlsOptions => ({
  cert: certificate,
  key,
  ALPNProtocols: ['dot'],
  ...more,
})
const mutual = { requestCert: true, ca: ours.certificate }

const rows: readonly {
  readonly name: string
  readonly server?: TlsOptions
  readonly tls?: Partial<TlsPeer>
  readonly said: string | RegExp
}[] = [
  { name: 'it has the name, from whom it must have it', said: 'zone' },
  { name: 'it has another name', tls: { name: 'ns2.univ.example' }, said: /certificate.*ns2\.univ\.example.*\.tls$/ },
  { name: 'an address is its name', tls: { name: '127.0.0.1' }, said: /certificate of .* does not prove who it is/ },
  { name: 'nobody knows who has issued it', tls: { authorities: undefined }, said: /certificate.*self-signed/ },
  {
    name: 'it has expired',
    server: server(expired),
    tls: { authorities: at('all.crt') },
    said: /certificate.*expired/,
  },
  { name: 'it is known by its key', tls: { name: undefined, pins: [pin] }, said: 'zone' },
  {
    name: 'it is known by its key, and another is named beside it',
    tls: { name: undefined, pins: [pinOf(new X509Certificate(renewed.certificate)), pin] },
    said: 'zone',
  },
  {
    name: 'it has another key',
    server: server(renewed),
    tls: { name: undefined, pins: [pin] },
    said: `hidden (127.0.0.1) shows a key that is not under primaries.hidden.tls.pins: if it has renewed its key, add "${pinOf(new X509Certificate(renewed.certificate))}"`,
  },
  {
    name: 'it has the name, and another key',
    server: server(renewed),
    tls: { authorities: at('all.crt'), pins: [pin] },
    said: /shows a key that is not under/,
  },
  {
    name: 'it has the key, and another name',
    tls: { name: 'ns2.univ.example', pins: [pin] },
    said: /certificate of .* does not prove who it is/,
  },
  {
    name: 'it says nothing of ALPN',
    server: { cert: own.certificate, key: own.key },
    said: 'primary 127.0.0.1: TLS without ALPN "dot" (NSD before ALPN support); set tls: {alpn: optional} or use TCP with a key',
  },
  {
    name: 'it says nothing of ALPN, and need not',
    server: { cert: own.certificate, key: own.key },
    tls: { alpn: 'optional' },
    said: 'zone',
  },
  { name: 'it speaks something else', server: server(own, { ALPNProtocols: ['h2'] }), said: /^primary .* ALPN "dot"/ },
  { name: 'its TLS is too old', server: server(own, { maxVersion: 'TLSv1.2' }), said: /does not speak TLS 1\.3/ },
  { name: 'it wants to see who asks', server: server(own, mutual), tls: { pair }, said: 'zone' },
  {
    name: 'it wants to see who asks, and sees nobody',
    server: server(own, mutual),
    said: /cannot set up TLS with .*CERTIFICATE/,
  },
  {
    name: 'what is shown to it is not there',
    tls: { pair: { certificate: at('janus.crt'), key: at('gone.key') } },
    said: /^cannot use the file ".*gone\.key" for TLS: it cannot be read/,
  },
  {
    name: 'what is shown to it is of two',
    tls: { pair: { certificate: at('own.crt'), key: at('janus.key') } },
    said: /^cannot use the file ".*janus\.key" for TLS: its private key does not belong to the certificate/,
  },
  {
    name: 'nobody is in the file of those who issue',
    tls: { authorities: at('empty.crt') },
    said: /^cannot use the file ".*empty\.crt" for TLS: it holds no certificate in PEM/,
  },
]

const peerOf = (port: number, tls: Partial<TlsPeer> = {}): Peer => ({
  name: 'hidden',
  at: { family: 4, address: '127.0.0.1', port },
  source: undefined,
  key: undefined,
  tls: { ...base, ...tls },
})

const jobFor = (peer: Peer) => ({
  apex: APEX,
  peer,
  ours: undefined,
  stays: undefined,
  limits: { records: 1e6, octets: 1e9 },
  zonemd: 'verify' as const,
})

const replies = ({ type }: { readonly type: string }) =>
  type === 'SOA' ? messagesOf([soa], { type }) : messagesOf([soa, '@ NS ns', 'ns A 192.0.2.1', soa], {})

async function heard(peer: Peer, patience = PATIENCE): Promise<string> {
  const connections = new Connections(patience)
  const refusals = new Refusals(() => 0)
  try {
    const probed = await askSoa(APEX, peer, connections, refusals)
    const fetched = await fetchZone(jobFor(peer), connections, refusals)
    const said = [probed, fetched].map((one) => (one.kind === 'failed' ? english.text(one.reason) : one.kind))
    // Both say the same of who is there.
    if (probed.kind === 'failed' && fetched.kind === 'failed') t.equal(said[0], said[1])
    return said[1]!.replaceAll(/:\d+\)/g, ')')
  } finally {
    connections.close()
  }
}

for (const { name, server: options = server(), tls, said } of rows)
  t.test(name, async (t) => {
    const primary = await Primary.start(replies, options)
    t.teardown(() => primary.close())
    const found = await heard(peerOf(primary.port, tls))
    if (typeof said === 'string') t.equal(found, said)
    else t.match(found, said)
    t.same(
      primary.asked.map(({ type }) => type),
      said === 'zone' ? ['SOA', 'AXFR'] : [],
    )
  })

t.test('one that speaks no TLS hears no DNS either', async (t) => {
  const primary = await Primary.start(replies)
  t.teardown(() => primary.close())
  t.match(await heard(peerOf(primary.port), HASTE), /cannot set up TLS|closed|cannot connect/)
  t.same(primary.asked, [])
})

t.test('one that takes the connection and says nothing is waited for as long as one that takes none', async (t) => {
  const silent = createServer(() => {})
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  t.teardown(() => silent.close())
  const at = silent.address()
  const connections = new Connections({ ...PATIENCE, connect: 100 })
  const result = await fetchZone(
    jobFor(peerOf(typeof at === 'object' ? at!.port : 0)),
    connections,
    new Refusals(() => 0),
  )
  connections.close()
  t.match(result, { kind: 'failed', unreachable: true })
})

t.test('all zones of a primary come over one connection', async (t) => {
  const primary = await Primary.start(replies, server())
  t.teardown(() => primary.close())
  const peer = peerOf(primary.port)
  const connections = new Connections(PATIENCE)
  const refusals = new Refusals(() => 0)
  await Promise.all([
    askSoa(APEX, peer, connections, refusals),
    fetchZone(jobFor(peer), connections, refusals),
    askSoa(APEX, peer, connections, refusals),
    fetchZone(jobFor(peer), connections, refusals),
  ])
  connections.close()
  t.same(
    primary.asked.map(({ connection }) => connection),
    [1, 1, 1, 1],
  )
})

t.test('an end of the connection over TCP is nothing over which TLS is spoken', async (t) => {
  const plain = await Primary.start(replies)
  t.teardown(() => plain.close())
  const { tls: _, ...clear } = peerOf(plain.port)
  const connections = new Connections(HASTE)
  const refusals = new Refusals(() => 0)
  t.equal((await fetchZone(jobFor(clear), connections, refusals)).kind, 'zone')
  t.equal((await fetchZone(jobFor(peerOf(plain.port)), connections, refusals)).kind, 'failed')
  connections.close()
})
