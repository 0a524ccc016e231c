// RFC 2181 §5: a section holds each record once, whatever aliases, wildcards, signatures and additional records come together.

import t from 'tap'
import { typeName } from '../../src/dns/types.ts'
import type { Message, MessageRecord } from '../../src/wire/message.ts'
import { recordText, TestServer } from '../support/ask.ts'
import { isBelow, keyOf, type Labels, labelsOf, labelsText, wireLength } from '../support/name.ts'
import fc from '../support/properties.ts'
import { inquiries, recordLine, type World, type WorldZone, zoneText } from '../support/world.ts'
import { generationOf } from '../support/zones.ts'

const ALL_TYPES = [1, 2, 5, 6, 12, 15, 16, 33, 35, 39, 43, 46, 47, 64, 65, 255, 65400]
const INSIDE = '10.0.0.1'

/** Each record that stands in a section more than once. */
function twice(message: Message): string[] {
  return [message.answer, message.authority, message.additional].flatMap((section) =>
    [...Map.groupBy(section, keyOfRecord).values()]
      .filter(({ length }) => length > 1)
      .map(([first]) => recordText(first!)),
  )
}

/** TTL does not tell records apart. */
function keyOfRecord({ name, type, rdata }: MessageRecord): string {
  return `${keyOf(labelsOf(name))} ${typeName(type)} ${Buffer.from(rdata).toString('hex')}`
}

/** With an RRSIG for each rrset, and an NSEC for each name: in no order, which proofs do not mind here. */
function signedText({ origin, records }: WorldZone): string {
  const owners = [...new Map(records.map(({ owner }) => [keyOf(owner), owner])).values()]
  const chain = owners.map(
    (owner, i) => `${labelsText(owner)} 60 NSEC ${labelsText(owners[(i + 1) % owners.length]!)} A`,
  )
  const covered = new Map(records.map((record) => [`${keyOf(record.owner)} ${record.type}`, record]))
  const signatures = [
    ...[...covered.values()].map(({ owner, type }) => rrsig(owner, type, origin)),
    ...owners.map((owner) => rrsig(owner, 'NSEC', origin)),
  ]
  return `${[...records.map(recordLine), ...chain, ...signatures].join('\n')}\n`
}

function rrsig(owner: Labels, type: string, signer: Labels): string {
  return `${labelsText(owner)} 60 RRSIG ${type} 13 ${owner.length} 60 20390101000000 20200101000000 1 ${labelsText(signer)} AAAA`
}

/** Names that a DNAME above its own target leads back to itself: `d.d.example` by `d.example DNAME example`. */
function ledBack({ zones }: World): Labels[] {
  return zones.flatMap(({ records }) =>
    records.flatMap(({ owner, type, rdata: [target] }) =>
      type === 'DNAME' && typeof target !== 'string' && isBelow(owner, target!)
        ? [[...owner.slice(0, owner.length - target!.length), ...owner]].filter((name) => wireLength(name) <= 255)
        : [],
    ),
  )
}

function textsOf({ zones }: World, textOf: (zone: WorldZone) => string): Record<string, string> {
  return Object.fromEntries(zones.map((zone) => [labelsText(zone.origin), textOf(zone)]))
}

t.test('no section holds a record twice, for any type of any name, in either view', async () => {
  const inquiry = inquiries({ min: 4, max: 8 })
  fc.assert(
    fc.property(inquiry, inquiry, fc.boolean(), fc.boolean(), (inside, outside, signed, minimal) => {
      const textOf = signed ? signedText : zoneText
      const generation = generationOf({
        internal: { clients: ['10.0.0.0/8'], zones: textsOf(inside.world, textOf) },
        external: { clients: ['any'], zones: textsOf(outside.world, textOf) },
      })
      const server = new TestServer(generation, { minimalResponses: minimal })
      const asked = [...inside.questions, ...outside.questions].map(({ name }) => name)
      for (const name of [...asked, ...ledBack(inside.world), ...ledBack(outside.world)])
        for (const type of ALL_TYPES)
          for (const from of [INSIDE, '192.0.2.1'])
            for (const dnssec of [false, true]) {
              const message = server.ask(`${labelsText(name)} ${typeName(type)}`, {
                from,
                stream: true,
                ...(dnssec && { edns: 4096, dnssec }),
              })
              const found = twice(message)
              if (found.length > 0)
                throw new Error(`${labelsText(name)} ${typeName(type)} from ${from}: ${found.join(', ')}`)
            }
    }),
    { numRuns: 25 },
  )
})

const own = `
@       SOA   ns.example.net. hostmaster 1 7200 900 604800 300
@       NS    ns.example.net.
d       DNAME example.
d       RRSIG DNAME 13 2 300 20390101000000 20200101000000 1 example. AAAA
*.w     CNAME a.w
`

t.test('what an alias has brought is not said again where it leads', async (t) => {
  const server = new TestServer(
    generationOf({ any: { clients: ['any'], zones: { 'example.': `$ORIGIN example.\n$TTL 300\n${own}` } } }),
  )
  const cases: readonly { ask: string; dnssec?: boolean; answer: readonly string[] }[] = [
    { ask: 'd.d.example. DNAME', answer: ['DNAME', 'CNAME'] },
    { ask: 'd.d.example. ANY', answer: ['DNAME', 'CNAME', 'RRSIG'] },
    { ask: 'd.d.example. ANY', dnssec: true, answer: ['DNAME', 'RRSIG', 'CNAME'] },
    { ask: 'd.d.example. RRSIG', answer: ['DNAME', 'CNAME', 'RRSIG'] },
    { ask: 'd.d.example. RRSIG', dnssec: true, answer: ['DNAME', 'RRSIG', 'CNAME'] },
    { ask: 'd.d.d.d.example. DNAME', answer: ['DNAME', 'CNAME', 'CNAME', 'CNAME'] },
    { ask: 'b.w.example. A', answer: ['CNAME', 'CNAME'] },
  ]
  for (const { ask, dnssec = false, answer } of cases) {
    const message = server.ask(ask, { stream: true, dnssec })
    t.same(
      message.answer.map(({ type }) => typeName(type)),
      answer,
      `${ask}${dnssec ? ' with DO' : ''}`,
    )
    t.same(twice(message), [], ask)
  }
})
