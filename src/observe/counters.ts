// Counts what one thread has answered, as columns of numbers in shared memory: each thread adds to its own, and metrics sum up those of all.
// Counting takes no lock and allocates nothing.
//
//   one block a view   [type][rcode][transport, family] | truncated | limited | misplaced by [transport, proxied]
//   at the end         dropped | duration buckets | seconds | received, sent, failed | beats | generation | strangers, broken headers
//                      | subnets ignored, too short
//
// 64-bit floats: written in one piece on every machine that we run on, and exact to 2^53.

import { Rcode } from '../dns/rcodes.ts'
import { Type, typeName } from '../dns/types.ts'
import type { UdpCounts } from '../net/listener.ts'
import type { Address, Peer } from '../net/peer.ts'
import type { ProxyCounts } from '../net/proxy/proxies.ts'

/** Types that are counted by name; all others count together. */
const TYPES = [
  ...[Type.A, Type.NS, Type.CNAME, Type.SOA, Type.PTR, Type.HINFO, Type.MX, Type.TXT, Type.AAAA, Type.SRV, Type.NAPTR],
  ...[Type.DS, Type.RRSIG, Type.NSEC, Type.DNSKEY, Type.NSEC3PARAM, Type.TLSA, Type.CDS, Type.CDNSKEY, Type.SVCB],
  ...[Type.HTTPS, Type.SPF, Type.IXFR, Type.AXFR, Type.ANY, Type.CAA],
] as const
const RCODES = [
  ...[Rcode.NOERROR, Rcode.FORMERR, Rcode.SERVFAIL, Rcode.NXDOMAIN, Rcode.NOTIMP, Rcode.REFUSED, Rcode.YXDOMAIN],
  ...[Rcode.NOTAUTH, Rcode.BADVERS, Rcode.BADCOOKIE],
] as const

const typeLabels: readonly string[] = [...TYPES.map(typeName), 'other']
const rcodeLabels: readonly string[] = [...nameRcodes(), 'other']

/** Properties of an answer that are counted, as bits of one number. */
export const Mark = {
  /** TC is set: the bit that it has in the third octet of a header (RFC 1035 §4.1.1). */
  truncated: 2,
  /** A rate limit held the answer back: it was not sent, or an empty one with TC was. */
  limited: 1,
} as const

/** Views that are counted apart; later ones count together with the last. */
export const MAX_COUNTED_VIEWS = 1024

/** Upper bounds of the duration buckets, in seconds; a last bucket takes what is longer. */
export const durationBounds: readonly number[] = [
  ...[0.000_01, 0.000_025, 0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25],
]

const TYPE_ROOM = typeLabels.length
const RCODE_ROOM = rcodeLabels.length
/** In the order of transportIndex(). */
export const transports = ['udp', 'tcp', 'tls', 'https'] as const
/** Each transport with IPv4 and IPv6, or without a proxy and behind one. */
const WAYS = 2 * transports.length
const CELLS = TYPE_ROOM * RCODE_ROOM * WAYS
const TRUNCATED = CELLS
const LIMITED = CELLS + 1
const MISPLACED = CELLS + 2
const BLOCK = MISPLACED + WAYS
/** Block 0 is for clients without a view. */
const TAIL = (MAX_COUNTED_VIEWS + 1) * BLOCK
const DROPPED = TAIL
const BUCKETS = TAIL + 1
const SECONDS = BUCKETS + durationBounds.length + 1
const RECEIVED = SECONDS + 1
const SENT = SECONDS + 2
const FAILED = SECONDS + 3
const BEATS = SECONDS + 4
const SERVING = SECONDS + 5
const STRANGERS = SECONDS + 6
const BROKEN_HEADERS = SECONDS + 7
const SUBNETS_IGNORED = SECONDS + 8
const SUBNETS_SHORT = SECONDS + 9
const LENGTH = SECONDS + 10

export class Counters {
  /** The memory for another thread to read. It takes room once a thread counts in it. */
  readonly buffer: SharedArrayBuffer
  readonly #cells: Float64Array
  /** By view: not 0 where everybody gets the view, so that a client from private space should probably get another. */
  #public: Uint8Array = new Uint8Array(0)

  constructor(buffer = new SharedArrayBuffer(LENGTH * Float64Array.BYTES_PER_ELEMENT)) {
    this.buffer = buffer
    this.#cells = new Float64Array(buffer)
  }

  /** For each view whether everybody gets it while there are others. */
  setPublicViews(views: Uint8Array): void {
    this.#public = views
  }

  /** Counts one answer. `view`: -1 where the client has none. `type`: -1 where there was no question. */
  count(peer: Peer, view: number, type: number, rcode: number, marks: number): void {
    const cells = this.#cells
    const block = blockOf(view)
    const transport = transportIndex(peer.protocol) * 2
    const way = transport + (peer.client.family === 6 ? 1 : 0)
    cells[block + (typeIndex(type) * RCODE_ROOM + rcodeIndex(rcode)) * WAYS + way]!++
    if (marks & Mark.truncated) cells[block + TRUNCATED]!++
    if (marks & Mark.limited) cells[block + LIMITED]!++
    const who = peer.subnet?.given ? peer.subnet.address : peer.client
    if (view >= 0 && this.#public[view] && isPrivate(who))
      cells[block + MISPLACED + transport + (peer.client === peer.sender ? 0 : 1)]!++
  }

  /** Counts a client subnet of a sender that is not believed. */
  subnetIgnored(): void {
    this.#cells[SUBNETS_IGNORED]!++
  }

  /** Counts a query of a believed resolver whose subnet is missing, or too short to tell the view. */
  subnetShort(): void {
    this.#cells[SUBNETS_SHORT]!++
  }

  /** Counts a message that gets no answer. */
  drop(): void {
    this.#cells[DROPPED]!++
  }

  /** The datagrams counted so far, for a thread that takes the place of another. */
  udpCounts(): UdpCounts {
    const cells = this.#cells
    return { received: cells[RECEIVED]!, sent: cells[SENT]!, failed: cells[FAILED]! }
  }

  /** The same for listeners behind proxies. */
  proxyCounts(): ProxyCounts {
    const cells = this.#cells
    return { strangers: cells[STRANGERS]!, broken: cells[BROKEN_HEADERS]! }
  }

  /** Call it between two batches: takes what the thread has read and sent so far, and the generation that it serves. */
  beat({ received, sent, failed }: UdpCounts, { strangers, broken }: ProxyCounts, generation: number): void {
    const cells = this.#cells
    cells[STRANGERS] = strangers
    cells[BROKEN_HEADERS] = broken
    cells[RECEIVED] = received
    cells[SENT] = sent
    cells[FAILED] = failed
    cells[BEATS]!++
    cells[SERVING] = generation
  }

  /** Counts a batch of `answers` that were ready `seconds` after their queries had come. */
  took(seconds: number, answers: number): void {
    const cells = this.#cells
    let bucket = 0
    while (bucket < durationBounds.length && seconds > durationBounds[bucket]!) bucket++
    cells[BUCKETS + bucket]! += answers
    cells[SECONDS]! += seconds * answers
  }
}

/** Signs of life of one thread. */
export function pulseOf(buffer: SharedArrayBuffer): { readonly beats: number; readonly generation: number } {
  const cells = new Float64Array(buffer)
  return { beats: cells[BEATS]!, generation: cells[SERVING]! }
}

/** The counts of several threads, summed at this moment. */
export type Totals = {
  /** Datagrams: read, sent as answers, and answers that the system did not take. */
  readonly udp: { readonly received: number; readonly sent: number; readonly failed: number }
  /** At listeners behind proxies: connections and datagrams of strangers, and those without a readable header. */
  readonly proxied: Readonly<ProxyCounts>
  /** Client subnets: of senders that are not believed, and those missing or too short to tell the view. */
  readonly subnets: { readonly ignored: number; readonly short: number }
  /** Without combinations that were never counted. */
  readonly queries: readonly QueryTotal[]
  /** By view; -1 stands for none. */
  readonly views: readonly {
    view: number
    truncated: number
    limited: number
    /** Clients from private space in a view that everybody gets. */
    misplaced: number
    /** The same by transport and proxy, without those that were never counted. */
    misplacedBy: readonly MisplacedTotal[]
  }[]
  readonly dropped: number
  /** By bucket, the last for what is longer than every bound. */
  readonly durations: readonly number[]
  readonly seconds: number
}

export type Transport = (typeof transports)[number]

export type MisplacedTotal = { readonly transport: Transport; readonly proxied: boolean; readonly count: number }

export type QueryTotal = {
  readonly view: number
  readonly type: string
  readonly rcode: string
  readonly transport: Transport
  readonly family: 'ipv4' | 'ipv6'
  readonly count: number
}

/** `views`: the number of views. */
export function sumCounters(buffers: readonly SharedArrayBuffer[], views: number): Totals {
  const all = buffers.map((buffer) => new Float64Array(buffer))
  const at = (cell: number) => all.reduce((sum, cells) => sum + cells[cell]!, 0)
  const numbers = Array.from({ length: Math.min(views, MAX_COUNTED_VIEWS) + 1 }, (_, i) => i - 1)
  return {
    queries: numbers.flatMap((view) => queriesOf(view, at)),
    views: numbers.map((view) => ({
      view,
      truncated: at(blockOf(view) + TRUNCATED),
      limited: at(blockOf(view) + LIMITED),
      ...misplacedOf(view, at),
    })),
    udp: { received: at(RECEIVED), sent: at(SENT), failed: at(FAILED) },
    subnets: { ignored: at(SUBNETS_IGNORED), short: at(SUBNETS_SHORT) },
    proxied: { strangers: at(STRANGERS), broken: at(BROKEN_HEADERS) },
    dropped: at(DROPPED),
    durations: Array.from({ length: durationBounds.length + 1 }, (_, i) => at(BUCKETS + i)),
    seconds: at(SECONDS),
  }
}

function misplacedOf(view: number, at: (cell: number) => number) {
  const counts = Array.from({ length: WAYS }, (_, way) => at(blockOf(view) + MISPLACED + way))
  const misplacedBy = counts.flatMap((count, way): MisplacedTotal[] =>
    count === 0 ? [] : [{ transport: transports[way >>> 1]!, proxied: (way & 1) === 1, count }],
  )
  return { misplaced: counts.reduce((sum, count) => sum + count, 0), misplacedBy }
}

function queriesOf(view: number, at: (cell: number) => number): QueryTotal[] {
  const found: QueryTotal[] = []
  for (let cell = 0; cell < CELLS; cell++) {
    const count = at(blockOf(view) + cell)
    if (count === 0) continue
    const way = cell % WAYS
    const rcode = Math.floor(cell / WAYS) % RCODE_ROOM
    const type = Math.floor(cell / WAYS / RCODE_ROOM)
    found.push({
      view,
      type: typeLabels[type]!,
      rcode: rcodeLabels[rcode]!,
      transport: transports[way >>> 1]!,
      family: way & 1 ? 'ipv6' : 'ipv4',
      count,
    })
  }
  return found
}

function transportIndex(protocol: Transport): number {
  switch (protocol) {
    case 'udp':
      return 0
    case 'tcp':
      return 1
    case 'tls':
      return 2
    case 'https':
      return 3
  }
}

function blockOf(view: number): number {
  return (view >= MAX_COUNTED_VIEWS ? MAX_COUNTED_VIEWS : view + 1) * BLOCK
}

const INDEXED_TYPES = 512
const typeIndexes = new Uint8Array(INDEXED_TYPES).fill(TYPES.length)
TYPES.forEach((type, i) => {
  typeIndexes[type] = i
})

function typeIndex(type: number): number {
  return type >= 0 && type < INDEXED_TYPES ? typeIndexes[type]! : TYPES.length
}

const INDEXED_RCODES = 32
const rcodeIndexes = new Uint8Array(INDEXED_RCODES).fill(RCODES.length)
RCODES.forEach((rcode, i) => {
  rcodeIndexes[rcode] = i
})

function rcodeIndex(rcode: number): number {
  return rcode < INDEXED_RCODES ? rcodeIndexes[rcode]! : RCODES.length
}

function nameRcodes(): string[] {
  const names = Object.entries(Rcode)
  return RCODES.map((rcode) => names.find(([, code]) => code === rcode)![0])
}

/** RFC 1918 §3, RFC 6598 §7 (carriers), RFC 3927 §2.1 and RFC 4291 §2.5.6 (link-local), RFC 4193 §3.1 (ULA). */
function isPrivate({ family, octets }: Address): boolean {
  const first = octets[0]!
  const second = octets[1]!
  if (family === 6) return (first & 0xfe) === 0xfc || (first === 0xfe && (second & 0xc0) === 0x80)
  switch (first) {
    case 10:
      return true
    case 100:
      return (second & 0xc0) === 64
    case 169:
      return second === 254
    case 172:
      return (second & 0xf0) === 16
    case 192:
      return second === 168
    default:
      return false
  }
}
