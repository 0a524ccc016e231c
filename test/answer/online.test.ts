// Denial that is made when somebody asks, held against the rules of those who made it up (RFC 4470, RFC 9824), by a validator that looks
// at nothing but the records; and against what the chain of the same zone says.

import t from 'tap'
import { Answerer } from '../../src/answer/answer.ts'
import type { OnlineSigner } from '../../src/answer/online.ts'
import { Response, Section } from '../../src/answer/response.ts'
import { compareNames, copyName, isWithin, nameLength, sameName } from '../../src/dns/name.ts'
import { nameFromText, nameText } from '../../src/dns/name-text.ts'
import { rcodeName } from '../../src/dns/rcodes.ts'
import { printRdata } from '../../src/dns/rdata/rdata.ts'
import { Suffixes } from '../../src/dns/suffixes.ts'
import { Type, typeCode, typeName } from '../../src/dns/types.ts'
import { signingAlgorithms } from '../../src/sign/algorithms.ts'
import { after, before } from '../../src/sign/neighbours.ts'
import { signZone } from '../../src/sign/sign-zone.ts'
import { zoneKeyOf } from '../../src/sign/zone-key.ts'
import { NONE, type Zone } from '../../src/zone/zone.ts'
import { type OnlineDenial, ZoneSet } from '../../src/zone/zone-set.ts'
import fc from '../support/properties.ts'
import { zoneOf } from '../support/zones.ts'

const ORIGIN = 'univ.example.'
const apex = nameFromText(ORIGIN)
const key = zoneKeyOf('csk', 15, signingAlgorithms.get(15)!.make())
const HEAD = '$TTL 300\n@ SOA ns hostmaster 1 7200 900 1209600 60\n@ NS ns\nns A 192.0.2.53\n'

function signed(text: string): Zone {
  const plan = {
    keys: [key],
    denial: 'nsec',
    dnskeyTtl: 3600,
    zonemd: false,
    cds: 'none',
    children: [],
    signals: [],
  } as const
  const schedule = { validity: 14 * 86_400, margin: 7 * 86_400 }
  const content = zoneOf(ORIGIN, `${HEAD}${text}`)
  return signZone({ ...plan, schedule, content, stores: [], now: 1_800_000_000 }, 1).zone
}

/** What it signs is told by the owner: whose name the signature is over. */
const signer: OnlineSigner = { sign: (_zone, owner) => [copyName(owner, 0)] }

type Nsec = { readonly owner: Uint8Array; readonly next: Uint8Array; readonly types: string; readonly over: string }

type Told = {
  readonly rcode: string
  /** Everything but NSEC. */
  readonly rest: readonly string[]
  readonly nsecs: readonly Nsec[]
  /** Of rrsets in the answer that were signed under the name itself. */
  readonly resigned: readonly string[]
  readonly waits: boolean
}

type Ask = {
  readonly dnssec?: boolean
  readonly compactOk?: boolean
  readonly fullAny?: boolean
  readonly bare?: boolean
}

function ask(zone: Zone, online: OnlineDenial | undefined, name: Uint8Array, type: number, how: Ask = {}): Told {
  const response = new Response()
  const answerer = new Answerer({ minimalResponses: true }, how.bare ? undefined : signer)
  const set = new ZoneSet([{ apex, zone, online }])
  answerer.answer(set, { name: new Suffixes().set(name, 0), type, dnssec: true, fullAny: false, ...how }, response)
  const nsecs: Nsec[] = []
  const rest: string[] = []
  const resigned: string[] = []
  for (let i = 0; i < response.count; i++) {
    const made = response.made[i]
    const set = response.set[i]!
    const own =
      response.owner[i]! >= 0 ? zone.name(response.owner[i]!) : copyName(response.ownerBytes[i]!, response.ownerAt[i]!)
    const section = ['', 'answer', 'authority', 'additional'][response.section[i]!]
    if (made?.rdata !== undefined) {
      const next = copyName(made.rdata, 0)
      const [, ...types] = printRdata(Type.NSEC, made.rdata, 0, made.rdata.length).split(' ')
      const over = made.signatures.map((owner) => nameText(owner)).join()
      nsecs.push({ owner: own, next, types: types.join(' '), over })
      if (section === 'answer') rest.push(`answer ${nameText(own)} NSEC`)
      continue
    }
    if (set !== NONE && zone.type(set) === Type.NSEC) {
      if (section === 'answer') rest.push(`answer ${nameText(own)} NSEC`)
      if (online !== undefined) rest.push('of the chain')
      continue
    }
    if (made !== undefined) resigned.push(`${nameText(own)} ${made.signatures.map((owner) => nameText(owner)).join()}`)
    rest.push(`${section} ${nameText(own).toLowerCase()} ${set === NONE ? 'CNAME' : typeName(zone.type(set))}`)
  }
  return { rcode: rcodeName(response.rcode), rest, nsecs, resigned, waits: response.waits }
}

const less = (a: Uint8Array, b: Uint8Array) => compareNames(a, 0, b, 0) < 0

function covers({ owner, next }: Nsec, name: Uint8Array): boolean {
  return less(owner, name) && (less(name, next) || sameName(next, 0, apex, 0))
}

/** The longest name above both, in wire form. */
function common(a: Uint8Array, b: Uint8Array): Uint8Array {
  for (let at = 0; ; at += a[at]! + 1) if (isWithin(b, 0, a, at)) return a.slice(at)
}

/** What a validator that has nothing but these makes of it (RFC 4035 §5.4). */
function proven(nsecs: readonly Nsec[], name: Uint8Array, type: string): string {
  const own = nsecs.find(({ owner }) => sameName(owner, 0, name, 0))
  const covering = nsecs.filter((nsec) => covers(nsec, name))
  if (own !== undefined) {
    const types = own.types.split(' ')
    if (types.includes('NXNAME')) return 'no name'
    // Of a cut everything but DS is elsewhere.
    const isCut = types.includes('NS') && !types.includes('SOA')
    return types.includes(type) || types.includes('CNAME') || (isCut && type !== 'DS') ? 'nothing' : 'no type'
  }
  if (covering.some(({ next }) => isWithin(next, 0, name, 0))) return 'no type'
  const enclosers = covering.flatMap(({ owner, next }) => [common(name, owner), common(name, next)])
  const [encloser] = enclosers.sort((a, b) => b.length - a.length)
  if (encloser === undefined) return 'nothing'
  if (encloser.length + 2 > 255) return 'no name'
  const wildcard = Uint8Array.of(1, 0x2a, ...encloser)
  if (nsecs.some((nsec) => covers(nsec, wildcard) && !isWithin(nsec.next, 0, wildcard, 0))) return 'no name'
  const atWildcard = nsecs.find(({ owner }) => sameName(owner, 0, wildcard, 0))
  if (atWildcard !== undefined) return atWildcard.types.split(' ').includes(type) ? 'nothing' : 'no type'
  if (nsecs.some((nsec) => covers(nsec, wildcard))) return 'no type'
  return 'no closer name'
}

/** Every name that exists, with what the chain says of it; empty non-terminals without. */
function namesOf(zone: Zone): { readonly name: Uint8Array; readonly types: string | undefined }[] {
  return Array.from({ length: zone.nodes }, (_, node) => {
    const set = zone.rrset(node, Type.NSEC)
    if (set === NONE) return { name: zone.name(node), types: undefined }
    const at = zone.dataOf(set)
    const end = at + zone.lengthOf(at)
    const bitmap = printRdata(Type.NSEC, zone.heap, at, end).split(' ').slice(1).join(' ')
    return { name: zone.name(node), types: bitmap }
  })
}

/** No NSEC says of any name what is not so. */
function lie(zone: Zone, nsecs: readonly Nsec[]): string | undefined {
  const names = namesOf(zone)
  for (const nsec of nsecs) {
    const there = names.find(({ name }) => sameName(name, 0, nsec.owner, 0))
    if (there?.types !== undefined && there.types !== nsec.types) return `${nameText(nsec.owner)} has ${there.types}`
    if (there?.types === undefined && !/^RRSIG NSEC( NXNAME)?$/.test(nsec.types)) {
      const isWild = nsec.over !== '' && nsec.over !== nameText(nsec.owner)
      const wild = names.some(({ name, types }) => name[1] === 0x2a && types === nsec.types)
      if (!isWild && !wild) return `${nameText(nsec.owner)} has nothing`
    }
    for (const { name, types } of names)
      if (covers(nsec, name) && types !== undefined) return `${nameText(name)} is denied by ${nameText(nsec.owner)}`
    if (nameLength(nsec.owner, 0) > 255 || nameLength(nsec.next, 0) > 255) return 'too long a name'
  }
  return undefined
}

/** Whether an NSEC has an owner of the zone that is neither the name, above it, a wildcard beside that, nor the next one that there could be. */
function othersTold(zone: Zone, nsecs: readonly Nsec[], name: Uint8Array): boolean {
  const above: Uint8Array[] = []
  for (let at = 0; name.length - at >= apex.length; at += name[at]! + 1) above.push(name.slice(at))
  const wild = above.map((one) => Uint8Array.of(1, 0x2a, ...one))
  const asked = [...above, ...wild]
  const beside = asked.flatMap((one) => (one.length > apex.length ? (before(one) ?? []) : []))
  const known = [...asked, ...beside].filter((one): one is Uint8Array => one instanceof Uint8Array)
  return nsecs.some(
    ({ owner }) =>
      namesOf(zone).some(({ name: there, types }) => types !== undefined && sameName(there, 0, owner, 0)) &&
      !known.some((one) => sameName(one, 0, owner, 0)),
  )
}

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

const absolute = (text: string) => nameFromText(text === '' ? ORIGIN : `${text}.${ORIGIN}`)
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
      minimal: 'NOERROR: *.wild \\000.*.wild TXT RRSIG NSEC; w~.wild x\\000.wild RRSIG NSEC',
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
