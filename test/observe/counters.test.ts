import t from 'tap'
import { setAddress } from '../../src/net/address.ts'
import { ANY_ADDRESS } from '../../src/net/endpoint.ts'
import { Peer } from '../../src/net/peer.ts'
import { Counters, durationBounds, MAX_COUNTED_VIEWS, Mark, sumCounters } from '../../src/observe/counters.ts'

function peer(address: string, stream = false): Peer {
  const made = new Peer(stream ? 'tcp' : 'udp')
  setAddress(made.sender, address)
  return made
}

t.test('answers are counted by view, type, rcode, transport and family', (t) => {
  const counters = new Counters()
  counters.count(peer('192.0.2.1'), 0, 15, 0, 0)
  counters.count(peer('192.0.2.1'), 0, 15, 0, 0)
  counters.count(peer('2001:db8::1', true), 1, 1, 3, 0)
  counters.count(peer('192.0.2.1'), -1, -1, 1, 0)
  counters.count(peer('192.0.2.1'), 1, 65_280, 23, 0)
  counters.count(peer('192.0.2.1'), 1, 257, 17, 0)
  t.same(sumCounters([counters.buffer], 2).queries, [
    { view: -1, type: 'other', rcode: 'FORMERR', transport: 'udp', family: 'ipv4', count: 1 },
    { view: 0, type: 'MX', rcode: 'NOERROR', transport: 'udp', family: 'ipv4', count: 2 },
    { view: 1, type: 'A', rcode: 'NXDOMAIN', transport: 'tcp', family: 'ipv6', count: 1 },
    { view: 1, type: 'CAA', rcode: 'other', transport: 'udp', family: 'ipv4', count: 1 },
    { view: 1, type: 'other', rcode: 'BADCOOKIE', transport: 'udp', family: 'ipv4', count: 1 },
  ])
  t.end()
})

t.test('what several threads count is added up', (t) => {
  const threads = [new Counters(), new Counters()]
  for (const counters of threads) {
    counters.count(peer('192.0.2.1'), 0, 1, 0, Mark.truncated)
    counters.count(peer('192.0.2.1'), 0, 1, 0, Mark.limited)
    counters.drop()
  }
  const totals = sumCounters(
    threads.map(({ buffer }) => buffer),
    1,
  )
  t.equal(totals.queries[0]!.count, 4)
  t.same(totals.views[1], { view: 0, truncated: 2, limited: 2, misplaced: 0, misplacedBy: [] })
  t.equal(totals.dropped, 2)
  t.end()
})

t.test('a client from private space in the view of everybody is noticed', (t) => {
  const cases: [address: string, misplaced: boolean][] = [
    ['10.1.2.3', true],
    ['172.15.0.1', false],
    ['172.16.0.1', true],
    ['172.31.255.1', true],
    ['172.32.0.1', false],
    ['192.168.1.1', true],
    ['192.167.1.1', false],
    ['100.64.0.1', true],
    ['100.128.0.1', false],
    ['169.254.1.1', true],
    ['127.0.0.1', false],
    ['198.51.100.1', false],
    ['fd00::1', true],
    ['fe80::1', true],
    ['2001:db8::1', false],
    ['::ffff:10.0.0.1', true],
  ]
  for (const [address, misplaced] of cases) {
    const counters = new Counters()
    counters.setPublicViews(Uint8Array.of(0, 1))
    counters.count(peer(address), 0, 1, 0, 0)
    t.equal(sumCounters([counters.buffer], 2).views[1]!.misplaced, 0, `${address} inside`)
    counters.count(peer(address), 1, 1, 0, 0)
    t.equal(sumCounters([counters.buffer], 2).views[2]!.misplaced, misplaced ? 1 : 0, address)
  }
  t.end()
})

t.test('it is counted by which door it came, and whether a proxy spoke for it', (t) => {
  const counters = new Counters()
  counters.setPublicViews(Uint8Array.of(1))
  for (const protocol of ['udp', 'tcp', 'tls', 'https'] as const)
    for (const proxied of [false, true]) {
      const asked = new Peer(protocol, { ...ANY_ADDRESS, ...(proxied && { proxies: [] }) })
      setAddress(asked.sender, proxied ? '198.51.100.5' : '10.1.2.3')
      setAddress(asked.client, '10.1.2.3')
      for (let times = 0; times < (proxied ? 2 : 1); times++) counters.count(asked, 0, 1, 0, 0)
    }
  const [, { misplaced, misplacedBy } = { misplaced: 0, misplacedBy: [] }] = sumCounters([counters.buffer], 1).views
  t.equal(misplaced, 12)
  t.same(
    misplacedBy.map(({ transport, proxied, count }) => `${transport} ${proxied} ${count}`),
    ['udp', 'tcp', 'tls', 'https'].flatMap((name) => [`${name} false 1`, `${name} true 2`]),
  )
  t.end()
})

t.test('durations fall into the first bucket whose bound they do not exceed', (t) => {
  const counters = new Counters()
  counters.took(durationBounds[0]!, 3)
  counters.took(0.0009, 2)
  counters.took(10, 1)
  const { durations, seconds } = sumCounters([counters.buffer], 0)
  t.equal(durations[0], 3)
  t.equal(durations[durationBounds.indexOf(0.001)], 2)
  t.equal(durations.at(-1), 1)
  t.equal(seconds.toFixed(5), (3 * 0.00001 + 2 * 0.0009 + 10).toFixed(5))
  t.end()
})

t.test('views beyond those that are counted apart are counted together', (t) => {
  const counters = new Counters()
  for (const view of [MAX_COUNTED_VIEWS - 1, MAX_COUNTED_VIEWS, 5 * MAX_COUNTED_VIEWS])
    counters.count(peer('192.0.2.1'), view, 1, 0, 0)
  const { queries } = sumCounters([counters.buffer], 6 * MAX_COUNTED_VIEWS)
  t.match(queries, [{ view: MAX_COUNTED_VIEWS - 1, count: 3 }])
  t.equal(queries.length, 1)
  t.end()
})
