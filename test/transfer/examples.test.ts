// Streams that others have published as examples: of RFC 1995 §7, and those by which dnspython tests what it takes, in each of which the
// zone is named example.com here.

import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { Rcode } from '../../src/dns/rcodes.ts'
import { netDifference } from '../../src/transfer/net-difference.ts'
import type { StreamStep } from '../../src/transfer/stream.ts'
import { Editor } from '../../src/zone/editor.ts'
import { fold } from '../../src/zone/fold.ts'
import { roomFor } from '../../src/zone/room.ts'
import type { Zone } from '../../src/zone/zone.ts'
import { zoneOf } from '../support/zones.ts'
import { askedFor, linesOf, message, messagesOf, recordsOf, taken } from './streams.ts'

const zone = (lines: readonly string[]) => zoneOf('example.com.', `$TTL 60\n${lines.join('\n')}\n`)

/** The zone that comes of it, or why none does. */
function outcome(step: StreamStep, ours?: Zone): readonly string[] | string {
  if (step.kind === 'more') return 'waits'
  if (step.kind === 'failed') return step.fault.kind
  const { delivered } = step
  if (delivered.kind === 'zone') return linesOf(delivered.builder.finish())
  if (delivered.kind === 'one-soa') return `one SOA, ${delivered.serial}`
  const net = netDifference(ours!, delivered.changesets)
  if (net.kind !== 'changes') return net.kind
  const edited = new Editor(fold(ours!, roomFor(ours!, net.changes))).edit(net.changes)
  return 'kind' in edited ? edited.kind : linesOf(edited)
}

t.test('the changes of RFC 1995 §7 lead from each version to the newest, step by step and in one', async (t) => {
  const soa = (serial: number) => `@ SOA ns mohta ${serial} 600 600 3600000 604800`
  const rest = ['@ NS ns', 'ns A 133.69.136.1']
  const versions = [
    [soa(1), ...rest, 'nezu A 133.69.136.5'],
    [soa(2), ...rest, 'jain-bb A 133.69.136.4', 'jain-bb A 192.41.197.2'],
    [soa(3), ...rest, 'jain-bb A 133.69.136.3', 'jain-bb A 192.41.197.2'],
  ].map(zone)
  const second = [soa(2), 'jain-bb A 133.69.136.4', soa(3), 'jain-bb A 133.69.136.3']
  const first = [soa(1), 'nezu A 133.69.136.5', soa(2), 'jain-bb A 133.69.136.4', 'jain-bb A 192.41.197.2']
  const condensed = [
    ...[soa(1), 'nezu A 133.69.136.5'],
    ...[soa(3), 'jain-bb A 133.69.136.3', 'jain-bb A 192.41.197.2'],
  ]
  const rows: readonly (readonly [from: number, lines: readonly string[]])[] = [
    [1, [soa(3), ...first, ...second, soa(3)]],
    [1, [soa(3), ...condensed, soa(3)]],
    [2, [soa(3), ...second, soa(3)]],
    [1, [soa(3), ...rest, 'jain-bb A 133.69.136.3', 'jain-bb A 192.41.197.2', soa(3)]],
  ]
  for (const [from, lines] of rows)
    for (const perMessage of [1, 2, 3, lines.length]) {
      const { step } = taken(askedFor('IXFR', from), messagesOf(lines, { type: 'IXFR', perMessage }))
      t.same(outcome(step, versions[from - 1]), linesOf(versions[2]!), `from ${from}, ${perMessage} in a message`)
    }
  for (const ours of [3, 4]) {
    const { step } = taken(askedFor('IXFR', ours), messagesOf([soa(3)], { type: 'IXFR' }))
    t.equal(outcome(step), 'one SOA, 3', `who has ${ours}`)
  }
})

const soa = (serial: number) => `@ 3600 SOA foo bar ${serial} 2 3 4 5`
const [ns1, ns2, mx] = ['@ 3600 NS ns1', '@ 3600 NS ns2', 'bar.foo 300 MX 0 blaz.foo']
const [a1, a2, a3, a4] = ['ns1 3600 A 10.0.0.1', 'ns2 3600 A 10.0.0.2', 'ns3 3600 A 10.0.0.3', 'ns2 3600 A 10.0.0.4']
const base = [soa(1), ns1, ns2, mx, a1, a2]
const expected = [soa(4), ns1, a1, a4, a3]
const steps = [soa(1), mx, a2, soa(2), a4, soa(2), soa(3), a3, soa(3), ns2, soa(4)]
const compressed = [soa(1), mx, a2, ns2, soa(4), a4, a3]

const examples: readonly {
  readonly name: string
  readonly type: 'AXFR' | 'IXFR'
  /** What the client has. */
  readonly ours?: number
  readonly messages: readonly Uint8Array[]
  readonly gives: readonly string[] | string
}[] = [
  { name: 'AXFR', type: 'AXFR', messages: messagesOf([...base, soa(1)]), gives: base },
  { name: 'AXFR in two parts', type: 'AXFR', messages: messagesOf([...base, soa(1)], { perMessage: 3 }), gives: base },
  {
    name: 'AXFR, another SOA',
    type: 'AXFR',
    messages: messagesOf([soa(1), '@ 3600 SOA foo bar 1 2 3 4 7']),
    gives: 'soa-differs',
  },
  {
    name: 'AXFR, a record behind the last SOA',
    type: 'AXFR',
    messages: messagesOf([...base, soa(1), a3]),
    gives: 'after-end',
  },
  { name: 'IXFR', type: 'IXFR', ours: 1, messages: ixfr([soa(4), ...steps, soa(4)]), gives: expected },
  { name: 'IXFR in one step', type: 'IXFR', ours: 1, messages: ixfr([soa(4), ...compressed, soa(4)]), gives: expected },
  {
    name: 'IXFR, a record in each message',
    type: 'IXFR',
    ours: 1,
    messages: ixfr([soa(4), ...steps, soa(4)], 1),
    gives: expected,
  },
  { name: 'IXFR, nothing newer', type: 'IXFR', ours: 1, messages: ixfr([soa(1)]), gives: 'one SOA, 1' },
  // Over UDP it means "come by TCP"; over TCP more may be to come.
  { name: 'IXFR, one newer SOA', type: 'IXFR', ours: 1, messages: ixfr([soa(5)]), gives: 'waits' },
  // dnspython refuses it. RFC 1995 §4 lets a server send the whole zone, and this is one of an SOA alone.
  { name: 'IXFR, the newest SOA twice', type: 'IXFR', ours: 3, messages: ixfr([soa(4), soa(4)]), gives: [soa(4)] },
  // dnspython refuses it here; we do where the zone would be served (refresher.test.ts).
  { name: 'IXFR, a primary that went back', type: 'IXFR', ours: 5, messages: ixfr([soa(4), soa(4)]), gives: [soa(4)] },
  { name: 'IXFR is AXFR', type: 'IXFR', ours: 0xffffffff, messages: ixfr([...base, soa(1)]), gives: base },
  {
    name: 'IXFR, the end before all steps',
    type: 'IXFR',
    ours: 1,
    messages: ixfr([soa(4), soa(1), mx, a2, ns2, soa(3), a4, a3, soa(4)]),
    gives: 'chain',
  },
  { name: 'IXFR, no end', type: 'IXFR', ours: 1, messages: ixfr([soa(4), soa(1), mx, a2, ns2]), gives: 'waits' },
  {
    name: 'IXFR, steps from another version',
    type: 'IXFR',
    ours: 1,
    messages: ixfr([soa(4), soa(2), mx, a2, ns2, soa(4), a4, a3, soa(4)]),
    gives: 'soa-differs',
  },
  {
    name: 'REFUSED',
    type: 'IXFR',
    ours: 1,
    messages: [message([], { type: 'IXFR', rcode: Rcode.REFUSED })],
    gives: 'rcode',
  },
  {
    name: 'another name in the question',
    type: 'IXFR',
    ours: 1,
    messages: [renamed(message([], { type: 'IXFR' }))],
    gives: 'wrong-question',
  },
  {
    name: 'another type in the question',
    type: 'IXFR',
    ours: 1,
    messages: messagesOf([soa(4), soa(4)], { type: 'AXFR' }),
    gives: 'wrong-question',
  },
  { name: 'a record below the apex first', type: 'IXFR', ours: 1, messages: ixfr([mx]), gives: 'no-soa-first' },
  {
    name: 'a record of the apex first',
    type: 'IXFR',
    ours: 1,
    messages: ixfr(['@ 300 MX 0 blaz.foo']),
    gives: 'no-soa-first',
  },
  { name: 'a record beside no answer', type: 'IXFR', ours: 1, messages: [additional(mx)], gives: 'waits' },
]

for (const { name, type, ours, messages, gives } of examples)
  t.test(`dnspython: ${name}`, async (t) => {
    const { step } = taken(askedFor(type, ours), messages)
    const found = outcome(step, zone(base))
    t.same(found, typeof gives === 'string' ? gives : linesOf(zone(gives)))
  })

function ixfr(lines: readonly string[], perMessage = lines.length): Uint8Array[] {
  return messagesOf(lines, { type: 'IXFR', perMessage })
}

/** The same, asked of not-example.com. */
function renamed(of: Uint8Array): Uint8Array {
  const name = nameFromText('example.com.')
  return Buffer.concat([of.subarray(0, 12), nameFromText('not-example.com.'), of.subarray(12 + name.length)])
}

/** With the record in the additional section. */
function additional(line: string): Uint8Array {
  const one = Uint8Array.from(message(recordsOf([line]), { type: 'IXFR' }))
  one[7] = 0
  one[11] = 1
  return one
}
