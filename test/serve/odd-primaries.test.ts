// A server whose primary sends what no primary should: what is served stays whole or becomes what was meant, the reason is told, and the
// next good version comes.

import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { Type } from '../../src/dns/types.ts'
import { why } from '../support/why.ts'
import { notify } from '../transfer/changing-primary.ts'
import { type Asked, Primary, type Reply } from '../transfer/primary.ts'
import { APEX, message, messagesOf, record, recordsOf } from '../transfer/streams.ts'
import { siteWithOwn } from './own-example.ts'

const soa = (serial: number, more = '1d 2h 4w 1h') => `@ SOA ns hostmaster ${serial >>> 0} ${more}`
const base = ['@ NS ns', 'ns A 192.0.2.1', 'www A 192.0.2.2']
const whole = (serial: number, ...more: string[]) =>
  messagesOf([soa(serial >>> 0), ...base, ...more, soa(serial >>> 0)])
const ixfr = (...lines: string[]) => messagesOf(lines, { type: 'IXFR' })
const put16 = (bytes: Uint8Array, at: number, value: number) => {
  const copy = Uint8Array.from(bytes)
  new DataView(copy.buffer).setUint16(at, value)
  return copy
}
const opt = Buffer.from('0000290000000000000000', 'hex')
/** With records in the authority or the additional section. */
const beside = (bytes: Uint8Array, at: 8 | 10, ...records: Uint8Array[]) =>
  put16(Buffer.concat([bytes, ...records]), at, records.length)

type Row = {
  readonly name: string
  /** What its SOA says; by default the serial behind ours. */
  readonly says?: (ours: number) => number
  readonly reply: (asked: Asked, ours: number) => Reply
  /** Why it is not taken; or what it adds and, with a minus before it, removes. */
  readonly gives: RegExp | readonly string[]
}

const B = Buffer.of(192, 0, 2, 9)
const www = nameFromText('www.example.com.')
const label = (size: number) => Buffer.concat([Buffer.of(size), Buffer.alloc(size, 97)])
/** 255 octets. */
const LONGEST = Buffer.concat([label(63), label(63), label(63), label(255 - 13 - 3 * 64 - 1), APEX])
const longest = [63, 63, 63, 49].map((size) => 'a'.repeat(size)).join('.')
const EMPTY = [Type.A, Type.TXT, Type.MX, Type.NS, Type.CNAME, Type.DNAME, Type.RRSIG, Type.NSEC, 65280].map((type) =>
  record(nameFromText('zero.example.com.'), type, 60, new Uint8Array(0)),
)

/** The whole zone in one message, with these octets of records before the last SOA. */
const withRecords = (n: number, ...records: Uint8Array[]) => [
  message([...recordsOf([soa(n), ...base]), ...records, ...recordsOf([soa(n)])]),
]
const WHOLE = 'whole 60 IN A 192.0.2.99'
/** Changes to the next serial where they are asked for, else the whole zone, which has one record more. */
const changes =
  (removed: readonly string[], added: readonly string[], old?: string) =>
  ({ type }: Asked, ours: number): Reply => {
    const next = soa(ours + 1)
    if (type === 'IXFR') return ixfr(next, soa(ours, old), ...removed, next, ...added, next)
    return whole(ours + 1, 'whole A 192.0.2.99')
  }
const www2 = '-www 60 IN A 192.0.2.2'
const www3 = 'www 60 IN A 192.0.2.3'
const x = 'x 60 IN A 192.0.2.7'

const rows: readonly Row[] = [
  { name: 'a first message without records', reply: (_, n) => [message([]), ...whole(n + 1)], gives: [] },
  { name: 'no records at all', reply: () => [message([]), 'close'], gives: /closed the connection before the end/ },
  { name: 'two questions', reply: (_, n) => [put16(whole(n + 1)[0]!, 4, 2), 'close'], gives: /no DNS message/ },
  { name: 'OPT twice', reply: (_, n) => [beside(whole(n + 1)[0]!, 10, opt, opt)], gives: [] },
  {
    name: 'records in the authority section',
    reply: (_, n) => [beside(whole(n + 1)[0]!, 8, record(www, Type.A, 60, B))],
    gives: [],
  },
  {
    name: 'additional records of another class',
    reply: (_, n) => [beside(whole(n + 1)[0]!, 10, record(www, Type.A, 60, B, 3))],
    gives: [],
  },
  {
    name: 'an SOA of another class',
    reply: (_, n) => withRecords(n + 1, record(APEX, Type.SOA, 60, Buffer.alloc(22), 3)),
    gives: /another class/,
  },
  {
    name: 'an SOA of no octets',
    reply: (_, n) => withRecords(n + 1, record(APEX, Type.SOA, 60, B.subarray(4))),
    gives: /malformed SOA/,
  },
  {
    name: 'other records of no octets',
    reply: (_, n) => withRecords(n + 1, ...EMPTY),
    gives: ['zero 60 IN TYPE65280 \\# 0'],
  },
  { name: 'rdata cut short', reply: (_, n) => withRecords(n + 1, record(www, Type.A, 60, B.subarray(1))), gives: [] },
  {
    name: 'the longest name',
    reply: (_, n) => withRecords(n + 1, record(LONGEST, Type.A, 60, B)),
    gives: [`${longest} 60 IN A 192.0.2.9`],
  },
  {
    name: 'a message behind the end',
    reply: (_, n) => [...whole(n + 1), message(recordsOf(['late A 192.0.2.9']))],
    gives: [],
  },
  {
    name: 'a serial half of the circle ahead',
    says: (n) => n + 2 ** 31,
    reply: (_, n) => whole(n + 2 ** 31),
    gives: /exactly 2\^31 away/,
  },
  {
    name: 'an older serial than its SOA had',
    says: (n) => n + 5,
    reply: (_, n) => whole(n - 1),
    gives: /behind: its serial/,
  },
  { name: 'a serial below its SOA', says: (n) => n + 5, reply: changes([], ['x A 192.0.2.7']), gives: [x] },
  { name: 'a removal in another case', reply: changes(['WWW A 192.0.2.2'], ['Www A 192.0.2.3']), gives: [www2, www3] },
  {
    name: 'a removal of rdata in another case',
    reply: changes(['@ NS NS.EXAMPLE.com.'], ['@ NS ns2']),
    gives: ['-@ 60 IN NS ns.example.com.', '@ 60 IN NS ns2.example.com.'],
  },
  {
    name: 'a removal under another TTL',
    reply: changes(['www 5 A 192.0.2.2'], ['www A 192.0.2.3']),
    gives: [www2, www3],
  },
  { name: 'a removal of what is not there', reply: changes(['nobody A 192.0.2.2'], []), gives: [WHOLE] },
  { name: 'a removal twice', reply: changes(['www A 192.0.2.2', 'www A 192.0.2.2'], []), gives: [WHOLE] },
  { name: 'an addition of what is there', reply: changes([], ['www A 192.0.2.2']), gives: [] },
  { name: 'an addition twice', reply: changes([], ['x A 192.0.2.7', 'x A 192.0.2.7']), gives: [x] },
  { name: 'a removal and its addition', reply: changes(['www A 192.0.2.2'], ['www A 192.0.2.2']), gives: [] },
  { name: 'an addition under another TTL', reply: changes([], ['www 5 A 192.0.2.9']), gives: [WHOLE] },
  {
    name: 'changes outside the zone',
    reply: changes(['x.example.org. A 192.0.2.2'], ['x.example.org. A 192.0.2.2']),
    gives: [],
  },
  { name: 'an old SOA with other fields', reply: changes([], ['x A 192.0.2.7'], '9 9 9 9'), gives: [WHOLE] },
  {
    name: 'a CNAME beside other data',
    reply: changes([], ['www CNAME ns']),
    gives: ['www 60 IN CNAME ns.example.com.'],
  },
  {
    name: 'removals of all but the SOA',
    reply: changes(base, []),
    gives: ['-@ 60 IN NS ns.example.com.', '-ns 60 IN A 192.0.2.1', www2],
  },
]

t.test('whatever a primary sends, what is served stays whole, and the next version comes', async (t) => {
  /** The serials go over the wrap. */
  const state: { ours: number; row: Row | undefined } = { ours: 2 ** 32 - 7, row: undefined }
  const primary = await Primary.start((asked) => {
    const { ours, row } = state
    const { says = (n: number) => n + 1, reply } = row ?? { says: (n: number) => n, reply: () => whole(ours) }
    return asked.type === 'SOA' ? messagesOf([soa(says(ours))], { type: 'SOA' }) : reply(asked, ours)
  })
  t.teardown(() => primary.close())
  const site = await siteWithOwn(
    t,
    `listen: ["127.0.0.1:0"]
udp: portable
state: state
views: {internal: [10.0.0.0/8], partners: {clients: [127.0.0.0/8]}, external: [any]}
primaries: {hidden: {address: ["127.0.0.1:${primary.port}"]}}
zones:
  example.com: {partners: {primary: hidden}}
  own.example: {internal: own/internal.zone, partners: own/external.zone, external: own/external.zone}
`,
  )
  const face = { view: 'partners', origin: nameFromText('example.com.') }
  const lines = () => {
    const { text } = site.served.find(({ face }) => face.includes('example.com'))!
    return text!.split('\n').filter((line) => / IN /.test(line) && !/ SOA /.test(line))
  }
  const status = () => site.server.upstream.status[0]!
  let clean: readonly string[] | undefined
  const good = async (what: string) => {
    state.ours = (state.ours + 1) >>> 0
    state.row = undefined
    t.equal(why(await site.server.upstream.fetch(face)), undefined, what)
    clean ??= lines()
    t.same(lines(), clean, what)
    t.match(status(), { serial: state.ours, lastError: undefined }, what)
  }
  await good('the first')
  for (const row of rows) {
    const { name, gives } = row
    state.row = row
    await notify(site.server.bound[0]!.port)
    while (status().lastError === undefined && status().serial === state.ours)
      await new Promise((resolve) => setTimeout(resolve, 5))
    const now = lines()
    const come = now.filter((line) => !clean!.includes(line))
    const gone = clean!.filter((line) => !now.includes(line)).map((line) => `-${line}`)
    t.same([...gone, ...come], gives instanceof RegExp ? [] : gives, name)
    const { serial, lastError } = status()
    if (gives instanceof RegExp) {
      t.match(why(lastError), gives, name)
      t.equal(serial, state.ours, name)
    } else t.equal(lastError, undefined, name)
    state.ours = serial!
    await good(`after ${name}`)
  }
  await site.stop()
  await site.start()
  t.same(lines(), clean, 'and so does a start')
})
