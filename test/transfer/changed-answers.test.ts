// What a zone answers that has come by changes is what it answers where it came whole, octet by octet: also for names that are there
// only for others below them, and for the proofs that a zone which is signed elsewhere brings along.

import t from 'tap'
import { netDifference } from '../../src/transfer/net-difference.ts'
import { Editor } from '../../src/zone/editor.ts'
import { fold } from '../../src/zone/fold.ts'
import { roomFor } from '../../src/zone/room.ts'
import type { Zone } from '../../src/zone/zone.ts'
import { ZoneSet } from '../../src/zone/zone-set.ts'
import { queryFor, rcodeOf, recordText, summary, TestServer } from '../support/ask.ts'
import fc from '../support/properties.ts'
import { soleView, zoneOf } from '../support/zones.ts'
import { APEX, askedFor, messagesOf, taken } from './streams.ts'

/** Names below the apex, in canonical order (RFC 4034 §6.1): of some the parent is there for their sake alone. */
const NAMES = ['*', '*.d', 'x.d', 'b.c.e', 'a.b.c.e', 'g.f', 'ns', 'z', 'k.z'] as const
/** What is asked: these, what lies between them and the apex, and what is never there. */
const ASKED = [...NAMES, '@', 'd', 'e', 'c.e', 'f', 'none', 'none.d', 'none.e', 'none.c.e', 'none.f', 'none.z']

type Names = readonly string[]

/** A version that somebody else has signed: signatures are never looked at here. `denial`: what it is proven with. */
function linesOf(serial: number, names: Names, denial: 'none' | 'nsec'): string[] {
  const soa = `@ SOA ns hostmaster ${serial} 1d 2h 4w 1h`
  const present = ['@', ...NAMES.filter((name) => name === 'ns' || names.includes(name))]
  const records = present.flatMap((name) => (name === '@' ? ['@ NS ns'] : [`${name} A 192.0.2.1`]))
  if (denial === 'none') return [soa, ...records]
  const signature = (name: string, type: string) =>
    `${name} RRSIG ${type} 13 ${name === '@' ? 2 : 2 + labels(name)} 60 20300101000000 20200101000000 1 @ ${Buffer.from(`${name} ${type} ${type === 'SOA' ? serial : ''}`).toString('base64')}`
  const chain = present.flatMap((name, i) => {
    const types = name === '@' ? 'NS SOA RRSIG NSEC' : 'A RRSIG NSEC'
    return [`${name} NSEC ${present[i + 1] ?? '@'} ${types}`, signature(name, 'NSEC')]
  })
  const signed = present.flatMap((name) => (name === '@' ? [signature('@', 'NS')] : [signature(name, 'A')]))
  return [soa, signature('@', 'SOA'), ...records, ...chain, ...signed]
}

/** RFC 4034 §3.1.3: an asterisk is not counted. */
function labels(name: string): number {
  return name.split('.').filter((label) => label !== '*').length
}

const whole = (lines: readonly string[]) => zoneOf('example.com.', `$TTL 60\n${lines.join('\n')}\n`)

/** The stream of a primary that has one version after the other, for who has the first (RFC 1995 §4). */
function streamOf(versions: readonly (readonly string[])[]): string[] {
  const newest = versions.at(-1)!
  const steps = versions.slice(1).flatMap((after, i) => {
    const before = versions[i]!
    return [
      before[0]!,
      ...before.slice(1).filter((line) => !after.includes(line)),
      after[0]!,
      ...after.slice(1).filter((line) => !before.includes(line)),
    ]
  })
  return [newest[0]!, ...steps, newest[0]!]
}

function changed(versions: readonly (readonly string[])[], perMessage: number): Zone {
  const ours = whole(versions[0]!)
  const { step } = taken(askedFor('IXFR', ours.serial), messagesOf(streamOf(versions), { type: 'IXFR', perMessage }))
  if (step.kind !== 'done' || step.delivered.kind !== 'changes') throw new Error(JSON.stringify(step))
  const net = netDifference(ours, step.delivered.changesets)
  if (net.kind !== 'changes') throw new Error(net.kind)
  const edited = new Editor(fold(ours, roomFor(ours, net.changes))).edit(net.changes)
  if ('kind' in edited) throw new Error(edited.kind)
  return edited
}

const serverOf = (zone: Zone) => new TestServer(soleView(new ZoneSet([{ apex: APEX, zone }])))
const nameOf = (name: string) => (name === '@' ? 'example.com.' : `${name}.example.com.`)

/** Questions that are not answered alike. */
function differing(one: Zone, other: Zone): string[] {
  const [left, right] = [serverOf(one), serverOf(other)]
  return ASKED.flatMap((name) => ['A', 'NSEC', 'DS'].map((type) => `${nameOf(name)} ${type}`)).filter((question) =>
    [false, true].some((dnssec) => {
      const query = queryFor(question, { dnssec, edns: 4096 })
      return Buffer.compare(left.send(query, { stream: true }), right.send(query, { stream: true })) !== 0
    }),
  )
}

t.test('a name goes with the last that lies below it, and is there again with the first', async (t) => {
  const rows: readonly (readonly [
    what: string,
    before: Names,
    after: Names,
    answers: Readonly<Record<string, string>>,
  ])[] = [
    [
      'the only one below goes',
      ['b.c.e', 'x.d'],
      ['x.d'],
      { 'c.e': 'NXDOMAIN', e: 'NXDOMAIN', d: 'NODATA', 'none.d': 'NXDOMAIN' },
    ],
    ['one of two goes', ['b.c.e', 'a.b.c.e'], ['a.b.c.e'], { 'b.c.e': 'NODATA', 'c.e': 'NODATA', e: 'NODATA' }],
    ['the first comes', [], ['a.b.c.e'], { 'b.c.e': 'NODATA', 'c.e': 'NODATA', e: 'NODATA', 'none.e': 'NXDOMAIN' }],
    ['an asterisk is no wildcard for what is now there', ['*'], ['*', 'g.f'], { f: 'NODATA', none: '192.0.2.1' }],
    ['and is one again', ['*', 'g.f'], ['*'], { f: '192.0.2.1', 'none.f': '192.0.2.1' }],
  ]
  for (const [what, before, after, answers] of rows)
    for (const denial of ['none', 'nsec'] as const) {
      const server = serverOf(changed([linesOf(7, before, denial), linesOf(8, after, denial)], 1))
      for (const [name, answer] of Object.entries(answers))
        t.equal(summary(server.ask(`${nameOf(name)} A`)), answer, `${what}: ${name}`)
    }
})

t.test('the chain of proofs is the one that has come', async (t) => {
  const versions = [linesOf(7, ['b.c.e'], 'nsec'), linesOf(8, ['a.b.c.e', 'z'], 'nsec')]
  const answer = serverOf(changed(versions, 2)).ask('c.e.example.com. A', { dnssec: true, edns: 4096 })
  t.equal(rcodeOf(answer), 'NOERROR')
  const proofs = answer.authority.map(recordText).filter((text) => / 60 NSEC /.test(text))
  t.same(proofs, ['example.com. 60 NSEC a.b.c.e.example.com. NS SOA RRSIG NSEC'], 'no NSEC at a name without records')
})

t.test('whatever comes and goes, changes answer as the whole does', async (t) => {
  const names = fc.subarray([...NAMES])
  const stories = fc.record({
    versions: fc.array(names, { minLength: 2, maxLength: 5 }),
    denial: fc.constantFrom('none' as const, 'nsec' as const),
    perMessage: fc.constantFrom(1, 3, 1000),
  })
  fc.assert(
    fc.property(stories, ({ versions, denial, perMessage }) => {
      const lines = versions.map((one, i) => linesOf(7 + i, one, denial))
      const wrong = differing(changed(lines, perMessage), whole(lines.at(-1)!))
      if (wrong.length > 0) throw new Error(wrong.join(', '))
    }),
    { numRuns: 50 },
  )
  t.pass()
})
