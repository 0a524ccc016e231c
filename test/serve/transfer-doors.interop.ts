// Who gets a whole zone by which door: the policy of transfers over each transport, every client with every key and certificate, and
// the octets searched for names that only another face has.

import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { selfSigned } from '../../src/net/tls/self-signed.ts'
import type { TsigKey } from '../../src/wire/tsig/mac.ts'
import { signRequest } from '../../src/wire/tsig/sign.ts'
import { queryFor } from '../support/ask.ts'
import { askBy, type Door, listenKey, type Way } from '../support/doors.ts'
import { folderOf, serve } from '../support/janus.ts'
import { withSerial } from '../support/query.ts'
import { tsigKey } from '../support/tsig.ts'

const VIEWS = ['inside', 'outside'] as const
type View = (typeof VIEWS)[number]
const zone = (view: View) => `$TTL 60
@ SOA ns mark-${view} 7 1d 1d 4w 1h
@ NS ns
ns A 192.0.2.1
mark-${view} TXT "mark-${view}"
mx MX 10 mark-${view}.example.net.
`
const fetcher = selfSigned('ns2')
const stranger = selfSigned('stranger')
const SECRET = Buffer.alloc(32, 7).toString('base64')
const KEYS: Readonly<Record<string, TsigKey | undefined>> = {
  none: undefined,
  fetch: tsigKey('hmac-sha256', 'fetch', SECRET),
  'fetch-tls': tsigKey('hmac-sha256', 'fetch-tls', SECRET),
  forged: tsigKey('hmac-sha256', 'fetch', Buffer.alloc(32, 8).toString('base64')),
}
const CERTIFICATES = { none: undefined, fetcher, stranger }

type How = Pick<Way, 'door' | 'maxVersion' | 'alpn'> & { readonly name: string }
const HOWS: readonly How[] = [
  { name: 'TCP', door: 'tcp' },
  { name: 'TLS', door: 'tls' },
  { name: 'TLS 1.2', door: 'tls', maxVersion: 'TLSv1.2' },
  { name: 'TLS without ALPN', door: 'tls', alpn: [] },
  { name: 'HTTPS', door: 'https' },
  { name: 'TCP behind a proxy', door: 'proxied tcp' },
  { name: 'TLS behind a proxy', door: 'proxied tls' },
  { name: 'TLS 1.2 behind a proxy', door: 'proxied tls', maxVersion: 'TLSv1.2' },
  { name: 'HTTPS behind a proxy', door: 'proxied https' },
  { name: 'a header inside TLS', door: 'inside tls' },
]
const CLIENTS = ['127.0.0.3', '127.0.0.4', '127.0.0.9'] as const

type Case = { readonly how: How; readonly client: string; readonly key: string; readonly certificate: string }

/** RFC 9103 §7, and what the entries below say: all that one states must hold. */
function mayFetch({ how, client, key, certificate }: Case): boolean {
  const { door, maxVersion, alpn } = how
  if (door.endsWith('https') || key === 'forged') return false
  const isSecured = door.endsWith('tls') && door !== 'inside tls'
  const isXot = isSecured && maxVersion === undefined && alpn === undefined
  if (isSecured && !isXot) return false
  if (key === 'fetch') return true
  if (key === 'fetch-tls') return isXot
  if (client === '127.0.0.3') return true
  if (client === '127.0.0.4') return isXot
  return isXot && certificate === 'fetcher'
}

const DOORS: readonly Door[] = ['tcp', 'tls', 'https', 'proxied tcp', 'proxied tls', 'proxied https', 'inside tls']

t.test('the policy of transfers holds by every door', async (t) => {
  const named = ['fetch', 'fetch-tls']
  const secret = (name: string) => `key "${name}" {\n\talgorithm hmac-sha256;\n\tsecret "${SECRET}";\n};\n`
  const folder = folderOf(t, {
    ...Object.fromEntries(VIEWS.map((view) => [`${view}.zone`, zone(view)])),
    ...Object.fromEntries(named.map((name) => [`keys/tsig/${name}.key`, secret(name)])),
    'ns2.crt': fetcher.certificate,
    'janus.yaml': `listen:
${DOORS.map((door) => `  - {address: "127.0.0.1:0"${[listenKey(door)].filter(Boolean).map((more) => `, ${more}`)}}`).join('\n')}
workers: 1
cookies: false
tcp: {handshakes-per-network: 0}
tsig: {fetch: {views: [inside]}, fetch-tls: {views: [inside]}}
transfers:
  - {from: [127.0.0.3], views: [outside]}
  - {from: [127.0.0.4], views: [outside], tls: required}
  - {key: fetch, views: [inside]}
  - {key: fetch-tls, views: [inside], tls: required}
  - {from: [127.0.0.9], certificate: ns2.crt, views: [outside]}
views: {inside: [127.0.0.1/32], outside: [any]}
zones: {univ.example: {inside: inside.zone, outside: outside.zone}, inner.example: {inside: inside.zone}}
`,
  })
  for (const its of ['keys', 'keys/tsig']) chmodSync(join(folder, its), 0o700)
  for (const name of named) chmodSync(join(folder, `keys/tsig/${name}.key`), 0o600)
  const janus = await serve(t, folder)
  const questions = [
    queryFor('univ.example. AXFR'),
    withSerial(queryFor('univ.example. IXFR'), 1),
    queryFor('inner.example. AXFR', { edns: 1232 }),
    queryFor('univ.example. SOA', { flags: 4 << 11 }),
  ]
  const wrong: string[] = []
  let fetched = 0
  for (const how of HOWS)
    for (const client of CLIENTS)
      for (const [certificate, pair] of Object.entries(CERTIFICATES)) {
        if (pair && how.door.endsWith('tcp')) continue
        const all = Object.keys(KEYS).flatMap((key) => questions.map((plain) => ({ key, plain })))
        const port = Number(janus.listen[DOORS.indexOf(how.door)]!.split(':')[1])
        const messages = all.map(({ key, plain }, id) => {
          const message = Uint8Array.from(plain)
          message.set([0, id])
          const by = KEYS[key]
          return by === undefined ? message : signRequest(by, message, Math.floor(Date.now() / 1000)).message
        })
        const answers = await askBy(t, { ...how, to: '127.0.0.1', port, client, pair }, messages)
        for (const [id, { key }] of all.entries()) {
          const its = { how, client, key, certificate }
          const view = key === 'none' ? 'outside' : 'inside'
          const raw = answers.get(id) ?? Buffer.alloc(0)
          const about = `${how.name} from ${client}, key ${key}, certificate ${certificate}, question ${id % questions.length}`
          if (raw.length === 0) wrong.push(`${about}: nothing`)
          for (const other of VIEWS)
            if ((other !== view || key === 'forged') && raw.includes(`mark-${other}`)) wrong.push(`${about}: ${other}`)
          if (id % questions.length > 1) continue
          const isWhole = raw.includes(`mark-${view}`)
          if (isWhole) fetched++
          if (isWhole !== mayFetch(its)) wrong.push(`${about}: ${isWhole ? 'given' : 'refused'}`)
        }
      }
  t.same(wrong.slice(0, 20), [])
  t.ok(fetched > 100, `${fetched} fetched`)
})
