// Denial that is made when somebody asks, held against the rules of those who made it up (RFC 4470, RFC 9824), by a validator that looks
// at nothing but the records; and against what the chain of the same zone says.

import t from 'tap'
import { Answerer } from '../../src/answer/answer.ts'
import { Response, Section } from '../../src/answer/response.ts'
import { sameName } from '../../src/dns/name.ts'
import { nameText } from '../../src/dns/name-text.ts'
import { rcodeName } from '../../src/dns/rcodes.ts'
import { Suffixes } from '../../src/dns/suffixes.ts'
import { Type, typeCode, typeName } from '../../src/dns/types.ts'
import { after } from '../../src/sign/neighbours.ts'
import type { Zone } from '../../src/zone/zone.ts'
import { type OnlineDenial, ZoneSet } from '../../src/zone/zone-set.ts'
import {
  type Ask,
  absolute,
  apex,
  ask,
  lie,
  type Nsec,
  namesOf,
  ORIGIN,
  othersTold,
  proven,
  signed,
} from '../support/online-denial.ts'
import fc from '../support/properties.ts'

const labels = ['a', 'b', '*', '\\000', '\\255', 'A', '\\[', 'ab', 'a\\000', `a${'\\255'.repeat(62)}`, 'z'.repeat(63)]
const relative = fc
  .array(fc.constantFrom(...labels), { minLength: 0, maxLength: 4 })
  .map((parts) => parts.join('.'))
  .filter((text) => text.replaceAll(/\\\d*/g, '.').length + ORIGIN.length + 2 <= 255)
const records = ['A 192.0.2.1', 'TXT "x"', 'CNAME a', 'NS ns.example.net.', 'DNAME t.example.net.', 'MX 1 b'] as const
const line = fc.tuple(relative, fc.constantFrom(...records))

/** What the builder takes: one CNAME or DNAME, alone, at no apex. */
function zoneFrom(lines: readonly (readonly [string, string])[]): Zone {
  const seen = new Map<string, string>()
  const text: string[] = []
  for (const [name, rdata] of lines) {
    const owner = name.toLowerCase()
    const type = rdata.split(' ')[0]!
    const before = seen.get(owner)
    const isLone = type === 'CNAME' || type === 'DNAME' || type === 'NS'
    if (owner === '' && isLone) continue
    if (before !== undefined && (isLone || /CNAME|DNAME|NS/.test(before) || before.includes(type))) continue
    seen.set(owner, `${before ?? ''}${type} `)
    text.push(`${name === '' ? '@' : name} ${rdata}`)
  }
  return signed(`${text.join('\n')}\n`)
}

const types = ['A', 'TXT', 'DS', 'MX', 'CNAME', 'SOA', 'NS'] as const

t.test('whatever is asked of whatever zone, minimally covering NSEC proves what the chain does', (t) => {
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 12 }),
      fc.array(fc.tuple(relative, fc.constantFrom(...types)), { minLength: 1, maxLength: 8 }),
      (lines, asked) => {
        const zone = zoneFrom(lines)
        for (const [text, type] of asked) {
          const name = absolute(text)
          const [chain, made] = [undefined, 'minimal' as const].map((form) => ask(zone, form, name, typeCode(type)!))
          if (chain!.rcode !== made!.rcode || chain!.rest.join() !== made!.rest.join()) return false
          if (lie(zone, made!.nsecs) !== undefined) return false
          if (!made!.rest.some((one) => one.startsWith('answer')) && othersTold(zone, made!.nsecs, name)) return false
          const isAlias = made!.rest.some((one) => one.startsWith('answer'))
          if (isAlias) continue
          const isReferral = made!.rest.some((one) => / NS$/.test(one))
          const want = isReferral ? undefined : made!.rcode === 'NXDOMAIN' ? 'no name' : 'no type'
          if (want !== undefined && proven(made!.nsecs, name, type) !== want) return false
          if (made!.nsecs.some(({ owner, over }) => over !== nameText(owner))) return false
        }
        return true
      },
    ),
    { numRuns: 150 },
  )
  t.end()
})

t.test('whatever is asked of whatever zone, compact denial is one NSEC of the very name', (t) => {
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 12 }),
      fc.array(fc.tuple(relative, fc.constantFrom(...types)), { minLength: 1, maxLength: 8 }),
      (lines, asked) => {
        const zone = zoneFrom(lines)
        for (const [text, type] of asked) {
          const name = absolute(text)
          const [chain, made] = [undefined, 'compact' as const].map((form) => ask(zone, form, name, typeCode(type)!))
          if (chain!.rest.join() !== made!.rest.join() || lie(zone, made!.nsecs) !== undefined) return false
          if (made!.rcode !== (chain!.rcode === 'NXDOMAIN' ? 'NOERROR' : chain!.rcode)) return false
          if (made!.rest.some((one) => one.startsWith('answer'))) continue
          const isReferral = made!.rest.some((one) => / NS$/.test(one))
          if (isReferral) continue
          const [nsec, ...others] = made!.nsecs
          if (nsec === undefined || others.length > 0) return false
          if (!sameName(nsec.owner, 0, name, 0) || !sameName(nsec.next, 0, after(name, apex), 0)) return false
          if (proven([nsec], name, type) !== (chain!.rcode === 'NXDOMAIN' ? 'no name' : 'no type')) return false
          // RFC 9824 §5.1
          if (ask(zone, 'compact', name, typeCode(type)!, { compactOk: true }).rcode !== chain!.rcode) return false
        }
        return true
      },
    ),
    { numRuns: 150 },
  )
  t.end()
})

const ZONE = signed(`www A 192.0.2.1
*.wild TXT "x"
a.b.ent A 192.0.2.3
alias CNAME nobody
*.alias CNAME www
sub NS ns.example.net.
secure NS ns.example.net.
secure DS 60485 13 2 D4B7D520E7BB5F0F67674A0CCEB1E3E0614B93C4F9E99B8383F6A1E4469DA50A
d DNAME t
`)

const text = ({ owner, next, types }: Nsec) =>
  `${nameText(owner).replaceAll(/(\\255)+/g, '~')} ${nameText(next).replaceAll(/(\\255)+/g, '~')} ${types}`.replaceAll(
    '.univ.example.',
    '',
  )

t.test('worked examples', (t) => {
  type Row = { readonly minimal: string; readonly compact: string }
  const rows: Readonly<Record<string, Row>> = {
    'nobody A': {
      minimal: 'NXDOMAIN: nobodx~ nobody\\000 RRSIG NSEC; \\)~ *\\000 RRSIG NSEC',
      compact: 'NOERROR: nobody \\000.nobody RRSIG NSEC NXNAME',
    },
    'x.y.z A': {
      minimal: 'NXDOMAIN: y~ z\\000 RRSIG NSEC; \\)~ *\\000 RRSIG NSEC',
      compact: 'NOERROR: x.y.z \\000.x.y.z RRSIG NSEC NXNAME',
    },
    'www TXT': { minimal: 'NOERROR: www \\000.www A RRSIG NSEC', compact: 'NOERROR: www \\000.www A RRSIG NSEC' },
    'b.ent A': { minimal: 'NOERROR: a~.ent \\000.b.ent RRSIG NSEC', compact: 'NOERROR: b.ent \\000.b.ent RRSIG NSEC' },
    'x.wild A': {
      minimal: 'NOERROR: w~.wild x\\000.wild RRSIG NSEC; *.wild \\000.*.wild TXT RRSIG NSEC',
      compact: 'NOERROR: x.wild \\000.x.wild TXT RRSIG NSEC',
    },
    'x.wild TXT': { minimal: 'NOERROR: w~.wild x\\000.wild RRSIG NSEC', compact: 'NOERROR: ' },
    'sub A': { minimal: 'NOERROR: sub \\000.sub NS RRSIG NSEC', compact: 'NOERROR: sub \\000.sub NS RRSIG NSEC' },
    'h.sub A': { minimal: 'NOERROR: sub \\000.sub NS RRSIG NSEC', compact: 'NOERROR: sub \\000.sub NS RRSIG NSEC' },
    'sub DS': { minimal: 'NOERROR: sub \\000.sub NS RRSIG NSEC', compact: 'NOERROR: sub \\000.sub NS RRSIG NSEC' },
    'secure A': { minimal: 'NOERROR: ', compact: 'NOERROR: ' },
    'alias A': {
      minimal: 'NXDOMAIN: nobodx~ nobody\\000 RRSIG NSEC; \\)~ *\\000 RRSIG NSEC',
      compact: 'NOERROR: nobody \\000.nobody RRSIG NSEC NXNAME',
    },
    'www NSEC': { minimal: 'NOERROR: www \\000.www A RRSIG NSEC', compact: 'NOERROR: www \\000.www A RRSIG NSEC' },
    'nobody NSEC': {
      minimal: 'NXDOMAIN: nobodx~ nobody\\000 RRSIG NSEC; \\)~ *\\000 RRSIG NSEC',
      compact: 'NOERROR: nobody \\000.nobody RRSIG NSEC NXNAME',
    },
    'b.ent NSEC': {
      minimal: 'NOERROR: a~.ent \\000.b.ent RRSIG NSEC',
      compact: 'NOERROR: b.ent \\000.b.ent RRSIG NSEC',
    },
    'x.wild NSEC': {
      minimal: 'NOERROR: x.wild \\000.*.wild TXT RRSIG NSEC; w~.wild x\\000.wild RRSIG NSEC',
      compact: 'NOERROR: x.wild \\000.x.wild TXT RRSIG NSEC',
    },
  }
  for (const [question, row] of Object.entries(rows)) {
    const [name, type] = question.split(' ')
    for (const form of ['minimal', 'compact'] as const) {
      const { rcode, nsecs, rest } = ask(ZONE, form, absolute(name!), typeCode(type!)!)
      t.equal(`${rcode}: ${nsecs.map(text).join('; ')}`, row[form], `${form} ${question}`)
      t.notOk(rest.includes('of the chain'))
    }
  }
  const { nsecs } = ask(ZONE, 'minimal', apex, Type.A)
  t.match(text(nsecs[0]!), /^univ.example. \\000 NS SOA RRSIG NSEC DNSKEY/)
  t.end()
})

t.test('minimal: whoever asks beside a name, or below an empty one, is told of no other name', (t) => {
  const rows: Readonly<Record<string, string>> = {
    'ent\\000 A': '~.~.~.~.ent ent\\000\\000 RRSIG NSEC',
    'b.ent\\000 A': '~.~.~.~.ent ent\\000\\000 RRSIG NSEC',
    'b\\000.ent A': '~.~.~.~.b.ent b\\000\\000.ent RRSIG NSEC',
    '\\000.ent A': 'ens~ \\000\\000.ent RRSIG NSEC',
    '\\000.b.ent A': 'a~.ent \\000\\000.b.ent RRSIG NSEC',
    '\\000 A': 'univ.example. \\000\\000 NS SOA RRSIG NSEC DNSKEY',
    '\\000.www A': 'www \\000\\000.www A RRSIG NSEC',
    'sub\\000 A': 'sub sub\\000\\000 NS RRSIG NSEC',
  }
  for (const [question, want] of Object.entries(rows)) {
    const [name, type] = question.split(' ')
    const { rcode, nsecs } = ask(ZONE, 'minimal', absolute(name!), typeCode(type!)!)
    t.equal(rcode, 'NXDOMAIN', question)
    t.equal(text(nsecs[0]!), want, question)
    t.equal(lie(ZONE, nsecs), undefined)
    t.equal(proven(nsecs, absolute(name!), type!), 'no name', question)
  }
  t.end()
})

t.test("compact: what a wildcard has is signed as the name's own, aliases too", (t) => {
  for (const [question, owner] of [
    ['x.wild TXT', 'x.wild.univ.example.'],
    ['X.wild TXT', 'X.wild.univ.example.'],
    ['x.alias A', 'x.alias.univ.example.'],
  ] as const) {
    const [name, type] = question.split(' ')
    t.same(ask(ZONE, 'compact', absolute(name!), typeCode(type!)!).resigned, [`${owner} ${owner}`], question)
    t.same(ask(ZONE, 'minimal', absolute(name!), typeCode(type!)!).resigned, [], question)
  }
  t.end()
})

t.test('nobody sees the chain, whatever he asks', (t) => {
  for (const form of ['minimal', 'compact'] as const)
    for (const type of [Type.ANY, Type.RRSIG, Type.NSEC, Type.A])
      for (const dnssec of [false, true])
        for (const fullAny of [false, true])
          for (const { name } of namesOf(ZONE)) {
            const { rest, nsecs } = ask(ZONE, form, name, type, { dnssec, fullAny })
            t.notOk(rest.includes('of the chain'), `${form} ${nameText(name)} ${typeName(type)}`)
            t.notOk(!dnssec && nsecs.some(({ over }) => over !== ''), 'who wants no signatures gets none')
          }
  t.end()
})

t.test('whoever has no key lets wait what has to be signed, and nothing else', (t) => {
  const waits = (question: string, form: OnlineDenial, how: Ask = {}) => {
    const [name, type] = question.split(' ')
    return ask(ZONE, form, absolute(name!), typeCode(type!)!, { bare: true, ...how }).waits
  }
  for (const form of ['minimal', 'compact'] as const) {
    for (const question of [
      'nobody A',
      'www TXT',
      'b.ent A',
      'x.wild A',
      'x.wild TXT',
      'sub A',
      'sub DS',
      'alias A',
      'www NSEC',
    ])
      t.equal(waits(question, form), true, `${form} ${question}`)
    for (const question of ['www A', ' SOA', 'secure A', 'secure DS', 'alias CNAME', 'd DNAME', 'www RRSIG'])
      t.equal(waits(question, form), false, `${form} ${question}`)
    for (const question of ['nobody A', 'www TXT', 'b.ent A', 'x.wild TXT', 'sub A'])
      t.equal(waits(question, form, { dnssec: false }), false, `${form} ${question}, without DO`)
  }
  t.end()
})

t.test('where there is no key for the zone the answer is SERVFAIL, and never without its proof', (t) => {
  const response = new Response()
  const answerer = new Answerer({ minimalResponses: true }, { sign: () => undefined })
  const set = new ZoneSet([{ apex, zone: ZONE, online: 'compact' }])
  const question = { type: Type.A, dnssec: true, fullAny: false }
  answerer.answer(set, { ...question, name: new Suffixes().set(absolute('nobody'), 0) }, response)
  t.equal(rcodeName(response.rcode), 'SERVFAIL')
  t.equal(response.count, 0)
  response.clear()
  answerer.answer(set, { ...question, name: new Suffixes().set(absolute('www'), 0) }, response)
  t.equal(rcodeName(response.rcode), 'NOERROR')
  t.equal(response.section[0], Section.answer)
  t.end()
})
