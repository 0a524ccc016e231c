// What an answer costs without the system: Responder.respond() over questions that differ from one call to the next.
// `npx node test/bench/responder.ts [milliseconds per row]`

import { put16 } from '../../src/dns/big-endian.ts'
import { nameFromText } from '../../src/dns/name-text.ts'
import { peerAt } from '../../src/net/peer.ts'
import { rateTable } from '../../src/serve/policy/rate-limit.ts'
import { Responder, type ResponderOptions } from '../../src/serve/responder.ts'
import { soleView, zoneSetOf } from '../support/zones.ts'

const HOSTS = 10_000
const ROUND = 4096
/** Octets for a query. */
const SLOT = 128
const NOW = 1_700_000_000_000

const hosts = Array.from({ length: HOSTS }, (_, i) => `h${i} A 192.0.2.${i % 256}\n   MX 10 h${(i * 7) % HOSTS}\n`)
const zone = `$TTL 3600\n@ SOA ns hostmaster 1 2h 1h 2w 5m\n  NS ns\nns A 192.0.2.1\n${hosts.join('')}`
const generation = soleView(zoneSetOf({ 'univ.example.': zone }))

const options: ResponderOptions = {
  ednsBufferSize: 1232,
  minimalResponses: true,
  nsid: Buffer.from('gw1'),
  cookies: { secret: Buffer.alloc(16, 7), accept: [] },
}
/** Limits that nobody reaches: the cost of counting. */
const perSecond = [1e6, 1e6, 1e6, 1e6, 1e6, 0] as const
const rateLimits = { perSecond, window: 15, slip: 2, ipv4PrefixLength: 24, ipv6PrefixLength: 56, logOnly: false }
const limited = { ...options, otherPolicy: { rateLimits }, rateTable: rateTable() }

/** Options of an OPT record, in hex. */
const cookie = '000a00082464c4abcf10c957'
const nsid = '00030000'

const rows: readonly (readonly [string, (i: number) => Uint8Array, ResponderOptions?])[] = [
  ['hit', (i) => query(`h${i}.univ.example.`, i % 2 ? 15 : 1)],
  ['hit, EDNS', (i) => query(`h${i}.univ.example.`, i % 2 ? 15 : 1, '')],
  ['hit, EDNS, cookie', (i) => query(`h${i}.univ.example.`, i % 2 ? 15 : 1, cookie)],
  ['hit, EDNS, NSID', (i) => query(`h${i}.univ.example.`, i % 2 ? 15 : 1, nsid)],
  ['NXDOMAIN', (i) => query(`x${i}.univ.example.`, 1)],
  ['NXDOMAIN, EDNS', (i) => query(`x${i}.univ.example.`, 1, '')],
  ['hit, rate limit', (i) => query(`h${i}.univ.example.`, i % 2 ? 15 : 1), limited],
  ['NXDOMAIN, rate limit', (i) => query(`x${i}.univ.example.`, 1), limited],
  ['NODATA', (i) => query(`h${i}.univ.example.`, 28)],
]

const milliseconds = Number(process.argv[2] ?? 1000)
/** Queries and answer in one piece of memory, as the batched path has them. */
const room = new Uint8Array(ROUND * SLOT + 4096)
const peer = peerAt(Uint8Array.of(192, 0, 2, 1), 'udp')

function measure(title: string, make: (i: number) => Uint8Array, responder: Responder): void {
  const lengths = Array.from({ length: ROUND }, (_, i) => {
    const message = make(i)
    room.set(message, i * SLOT)
    return message.length
  })
  const round = () => {
    for (let i = 0; i < ROUND; i++) responder.respond(room, i * SLOT, i * SLOT + lengths[i]!, peer, room, ROUND * SLOT)
  }
  for (let i = 0; i < 30; i++) round()
  const heap = process.memoryUsage().heapUsed
  const rounds: number[] = []
  for (const end = performance.now() + milliseconds; performance.now() < end; ) {
    const start = performance.now()
    round()
    rounds.push(((performance.now() - start) * 1e6) / ROUND)
  }
  const grown = (process.memoryUsage().heapUsed - heap) / rounds.length / ROUND
  rounds.sort((a, b) => a - b)
  const at = (share: number) => rounds[Math.floor(rounds.length * share)]!.toFixed(0).padStart(6)
  console.log(`${title.padEnd(24)} ${at(0.5)} ns median ${at(0)} best ${at(0.99)} p99 ${grown.toFixed(1)} octets/query`)
}

function query(name: string, type: number, options?: string): Uint8Array {
  const qname = nameFromText(name)
  const data = Buffer.from(options ?? '', 'hex')
  const message = new Uint8Array(12 + qname.length + 4 + (options === undefined ? 0 : 11 + data.length))
  put16(message, 4, 1)
  message.set(qname, 12)
  const at = 12 + qname.length
  put16(message, at, type)
  put16(message, at + 2, 1)
  if (options === undefined) return message
  put16(message, 10, 1)
  put16(message, at + 5, 41)
  put16(message, at + 7, 1232)
  put16(message, at + 13, data.length)
  message.set(data, at + 15)
  return message
}

const provenCookie = ownCookie()
const withCookie = (i: number) => query(`h${i}.univ.example.`, i % 2 ? 15 : 1, provenCookie)
for (const [title, make, settings = options] of [...rows, ['hit, EDNS, server cookie', withCookie] as const]) {
  const responder = new Responder(generation, settings)
  responder.tick({ wall: NOW, steady: NOW })
  measure(title, make, responder)
}

/** The COOKIE option that a client gets and comes back with. */
function ownCookie(): string {
  const responder = new Responder(generation, options)
  responder.tick({ wall: NOW, steady: NOW })
  const message = query('h1.univ.example.', 1, cookie)
  const out = new Uint8Array(4096)
  const length = responder.respond(message, 0, message.length, peer, out, 0)
  return Buffer.from(out.subarray(length - 28, length)).toString('hex')
}
