import type { Logger } from 'pino'
import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { setAddress } from '../../src/net/address.ts'
import { Peer } from '../../src/net/peer.ts'
import { QueryLog } from '../../src/observe/query-log.ts'
import { everything, Tap, TapChannel, type TapEntry, type TapFilter } from '../../src/observe/tap.ts'
import { readPrefix } from '../../src/views/read-prefix.ts'
import { queryFor } from '../support/ask.ts'

function pair(filter: TapFilter = everything): { channel: TapChannel; tap: Tap } {
  const channel = new TapChannel(1)
  const tap = new Tap(channel.filter, channel.rings[0]!)
  channel.on(filter)
  tap.refresh()
  return { channel, tap }
}

function answered(tap: Tap, address: string, question: string, view = 0, padding = 0): void {
  const peer = new Peer('udp')
  setAddress(peer.sender, address)
  const query = queryFor(question)
  const message = new Uint8Array(5 + query.length + padding)
  message.set(query, 5)
  tap.record(peer, view, 7, 1_700_000_000_123, message, 5, message.length - 5)
}

function drained(channel: TapChannel): TapEntry[] {
  const entries: TapEntry[] = []
  channel.drain((entry) => entries.push(entry))
  return entries
}

t.test('what one thread records the other reads', async (t) => {
  const { channel, tap } = pair()
  answered(tap, '192.0.2.1', 'www.example.com A')
  answered(tap, '2001:db8::1', 'www.example.com MX', 3)
  t.match(drained(channel), [
    { view: 0, generation: 7, family: 4, stream: false, time: 1_700_000_000_123, address: Uint8Array.of(192, 0, 2, 1) },
    { view: 3, family: 6 },
  ])
  t.same(drained(channel), [])
})

t.test('off, nothing is recorded', async (t) => {
  const { channel, tap } = pair()
  channel.off()
  t.equal(tap.on, true, 'until it looks')
  tap.refresh()
  t.equal(tap.on, false)
})

t.test(
  'the channel knows which threads have not looked at the filter, and does not wait for rings without a thread',
  async (t) => {
    const channel = new TapChannel(3)
    const taps = [0, 1].map((i) => new Tap(channel.filter, channel.rings[i]!))
    t.same(channel.behind, [])
    channel.on(everything)
    t.same(channel.behind, [0, 1])
    taps[1]!.refresh()
    t.same(channel.behind, [0])
    taps[0]!.refresh()
    t.same(channel.behind, [])
    channel.off()
    t.same(channel.behind, [0, 1])
  },
)

t.test('the log is switched when all threads know, or says after a while who does not', async (t) => {
  const channel = new TapChannel(2)
  const taps = channel.rings.map((ring) => new Tap(channel.filter, ring))
  const tapped = { queryTap: channel, viewNames: [], generations: [] }
  const lines: unknown[] = []
  const log = new QueryLog(tapped, { info: (line: unknown) => lines.push(line) } as unknown as Logger, 30)
  taps[0]!.refresh()
  const stuck = await log.set({ on: true })
  t.match(stuck, { on: true, behind: [0, 1] })
  // Both would read the same rings.
  log.close()
  const patient = new QueryLog(tapped, { info: (line: unknown) => lines.push(line) } as unknown as Logger)
  t.teardown(() => patient.close())
  const switched = patient.set({ on: true })
  for (const tap of taps) tap.refresh()
  t.match(await switched, { on: true, behind: [] })
  answered(taps[1]!, '192.0.2.1', 'www.example.com A')
  const off = patient.set({ on: false })
  answered(taps[0]!, '192.0.2.1', 'www.example.com A')
  for (const tap of taps) tap.refresh()
  t.match(await off, { on: false, logged: 2, behind: [] }, 'with what was answered before all knew')
})

t.test('filters by view, network and name', async (t) => {
  const prefix = (text: string) => {
    const read = readPrefix(text)
    return read.kind === 'prefixes' ? read.prefixes[0] : undefined
  }
  const cases: [filter: Partial<TapFilter>, address: string, question: string, view: number, seen: boolean][] = [
    [{ view: 1 }, '192.0.2.1', 'a.example.com A', 1, true],
    [{ view: 1 }, '192.0.2.1', 'a.example.com A', 0, false],
    [{ prefix: prefix('192.0.2.0/25') }, '192.0.2.127', 'a.example.com A', 0, true],
    [{ prefix: prefix('192.0.2.0/25') }, '192.0.2.128', 'a.example.com A', 0, false],
    [{ prefix: prefix('192.0.2.0/25') }, '2001:db8::1', 'a.example.com A', 0, false],
    [{ prefix: prefix('2001:db8::/33') }, '2001:db8:7fff::1', 'a.example.com A', 0, true],
    [{ prefix: prefix('2001:db8::/33') }, '2001:db8:8000::1', 'a.example.com A', 0, false],
    [{ name: nameFromText('example.com.') }, '192.0.2.1', 'A.EXAMPLE.com A', 0, true],
    [{ name: nameFromText('example.com.') }, '192.0.2.1', 'example.com A', 0, true],
    [{ name: nameFromText('example.com.') }, '192.0.2.1', 'badexample.com A', 0, false],
    [{ name: nameFromText('example.com.') }, '192.0.2.1', 'com A', 0, false],
  ]
  for (const [filter, address, question, view, seen] of cases) {
    const { channel, tap } = pair({ ...everything, ...filter })
    answered(tap, address, question, view)
    t.equal(drained(channel).length, seen ? 1 : 0, `${address} ${question} in view ${view}`)
  }
})

t.test('one of so many', async (t) => {
  const { channel, tap } = pair({ ...everything, oneIn: 10 })
  for (let i = 0; i < 100; i++) answered(tap, '192.0.2.1', `h${i}.example.com A`)
  t.equal(drained(channel).length, 10)
})

t.test('a full ring drops, counts, and goes on when there is room', async (t) => {
  const { channel, tap } = pair()
  const total = 5000
  for (let i = 0; i < total; i++) answered(tap, '192.0.2.1', 'www.example.com A', 0, i % 900)
  const first = drained(channel).length
  t.ok(first > 1000 && first < total, `${first} of ${total}`)
  t.equal(first + channel.dropped, total)
  // Round and round, entries of all sizes: none is lost or torn.
  let sent = 0
  let got = 0
  for (let round = 0; round < 200; round++) {
    for (let i = 0; i < 40; i++, sent++) answered(tap, '192.0.2.1', 'www.example.com A', sent, (sent * 7) % 3000)
    for (const { view, message } of drained(channel)) {
      if (view !== got || message.length !== 33 + ((got * 7) % 3000)) t.fail(`entry ${got} is torn`)
      got++
    }
  }
  t.equal(got, sent)
})

t.test('a message of any size is kept, a large one as its question', async (t) => {
  const { channel, tap } = pair()
  answered(tap, '192.0.2.1', 'www.example.com A', 0, 60_000)
  t.equal(drained(channel)[0]!.message.length, 33)
})
