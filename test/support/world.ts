// Random zones that depend on each other, and questions about them, for tests against a reference and against other servers. A
// world is plain data below one base name: we can move it to another base and make it smaller record by record.

import { isAtOrBelow, isBelow, keyOf, type Labels, labelsText, sameLabels, wireLength } from './name.ts'
import fc from './properties.ts'

/** Rdata as a master file has it, with the names in it apart. */
export type WorldRecord = {
  readonly owner: Labels
  readonly type: string
  readonly ttl: number
  readonly rdata: readonly (string | Labels)[]
}

/** The first two records are the SOA and an NS. */
export type WorldZone = { readonly origin: Labels; readonly records: readonly WorldRecord[] }

export type World = { readonly zones: readonly WorldZone[] }

export type WorldQuestion = { readonly name: Labels; readonly type: string }

export type Inquiry = { readonly world: World; readonly questions: readonly WorldQuestion[] }

/** Last label of every name that belongs to a world: replaced by rebase(). */
const BASE = 'z00000'

/** A world with questions about it. */
export function inquiries(questions: { readonly min: number; readonly max: number }): fc.Arbitrary<Inquiry> {
  return worlds.chain((world) =>
    fc
      .array(questionSeed, { minLength: questions.min, maxLength: questions.max })
      .map((seeds) => ({ world, questions: seeds.map((seed) => question(world, seed)) })),
  )
}

/** The same world at another base, a label of `z` and five digits. */
export function rebase<T extends Inquiry>(inquiry: T, label: string): Inquiry {
  const move = (name: Labels): Labels => (/^z\d{5}$/.test(name.at(-1) ?? '') ? [...name.slice(0, -1), label] : name)
  return {
    world: {
      zones: inquiry.world.zones.map(({ origin, records }) => ({
        origin: move(origin),
        records: records.map((record) => ({
          ...record,
          owner: move(record.owner),
          rdata: record.rdata.map((part) => (typeof part === 'string' ? part : move(part))),
        })),
      })),
    },
    questions: inquiry.questions.map(({ name, type }) => ({ name: move(name), type })),
  }
}

export function zoneText({ records }: WorldZone): string {
  return `${records.map(recordLine).join('\n')}\n`
}

export function recordLine({ owner, ttl, type, rdata }: WorldRecord): string {
  return `${labelsText(owner)} ${ttl} IN ${type} ${rdataText(rdata)}`
}

export function rdataText(rdata: WorldRecord['rdata']): string {
  return rdata.map((part) => (typeof part === 'string' ? part : labelsText(part))).join(' ')
}

/** The world without the records that no server takes: see `allowed`. */
export function sanitise(origin: Labels, records: readonly WorldRecord[]): WorldRecord[] {
  const kept: WorldRecord[] = []
  for (const record of records) if (allowed(origin, kept, record)) kept.push(record)
  return kept
}

/** One of several records may be refused with what stands before it: aliases share their name with nothing (RFC 2181 §10.1). */
function allowed(origin: Labels, kept: readonly WorldRecord[], record: WorldRecord): boolean {
  const { owner, type } = record
  if (wireLength(owner) > 255) return false
  const atApex = sameLabels(owner, origin)
  const here = kept.filter((other) => sameLabels(other.owner, owner))
  if (here.some((other) => other.type === 'CNAME')) return false
  if (type === 'CNAME' && (here.length > 0 || atApex)) return false
  if (here.some((other) => other.type === 'DNAME') && (type === 'DNAME' || (type === 'NS' && !atApex))) return false
  if (type === 'DNAME' && here.some((other) => other.type === 'NS') && !atApex) return false
  // Some servers refuse a zone whose own servers have no address.
  if (type === 'NS' && atApex && isAtOrBelow(record.rdata[0] as Labels, origin)) return false
  if (type === 'DS' && (atApex || !here.some((other) => other.type === 'NS'))) return false
  // RFC 6672 §2.4: nothing lives below a DNAME.
  if (kept.some((other) => other.type === 'DNAME' && isBelow(owner, other.owner))) return false
  return type !== 'DNAME' || !kept.some((other) => isBelow(other.owner, owner))
}

const origins: readonly Labels[] = [
  ['p', BASE],
  ['c', 'p', BASE],
  ['q', BASE],
  ['d', 'c', 'p', BASE],
]

/** Names crowd together on few labels, so that they meet. */
const label: fc.Arbitrary<string> = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('a', 'b', 'c', 'd') },
  { weight: 6, arbitrary: fc.constant('*') },
  { weight: 1, arbitrary: fc.constantFrom('A', 'B', 'Cc') },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 255 }).map((octet) => String.fromCharCode(octet)) },
)
const relative: fc.Arbitrary<Labels> = fc.oneof(
  { weight: 30, arbitrary: fc.array(label, { minLength: 1, maxLength: 3 }) },
  { weight: 3, arbitrary: fc.constant<Labels>([]) },
  { weight: 1, arbitrary: fc.array(label, { minLength: 4, maxLength: 9 }) },
  { weight: 1, arbitrary: fc.constantFrom<Labels>(['x'.repeat(63), 'y'.repeat(63), 'z'.repeat(63), 'w'.repeat(40)]) },
  { weight: 1, arbitrary: fc.integer({ min: 100, max: 123 }).map((n) => Array.from({ length: n }, () => 'e')) },
)

/** A name picked out of all owners of the world (and a label below or above it), or a fresh one, or one outside. */
type TargetSeed = {
  readonly kind: 'owner' | 'below' | 'above' | 'fresh' | 'outside'
  readonly pick: number
  readonly labels: Labels
}
const targetSeed: fc.Arbitrary<TargetSeed> = fc.record({
  kind: fc.oneof(
    { weight: 10, arbitrary: fc.constant('owner' as const) },
    { weight: 3, arbitrary: fc.constant('below' as const) },
    { weight: 2, arbitrary: fc.constant('above' as const) },
    { weight: 2, arbitrary: fc.constant('fresh' as const) },
    { weight: 1, arbitrary: fc.constant('outside' as const) },
  ),
  pick: fc.nat(999),
  labels: fc.array(label, { minLength: 1, maxLength: 2 }),
})

const types = [
  ['A', 6],
  ['NS', 5],
  ['CNAME', 5],
  ['DNAME', 3],
  ['AAAA', 3],
  ['MX', 2],
  ['TXT', 2],
  ['DS', 2],
  ['SRV', 1],
  ['PTR', 1],
  ['SVCB', 1],
  ['HTTPS', 1],
  ['NAPTR', 1],
  ['TYPE65400', 1],
] as const

type RecordSeed = {
  readonly zone: number
  readonly owner: Labels
  readonly type: string
  readonly number: number
  readonly target: TargetSeed
  /** The owner is put below another record's owner. */
  readonly under: number | undefined
  /** The record says what another one says. */
  readonly repeats: number | undefined
  /** The target is written in upper case. */
  readonly shouts: boolean
}
const recordSeed: fc.Arbitrary<RecordSeed> = fc.record({
  zone: fc.nat(99),
  owner: relative,
  type: fc.oneof(...types.map(([type, weight]) => ({ weight, arbitrary: fc.constant(type as string) }))),
  number: fc.integer({ min: 1, max: 4 }),
  target: targetSeed,
  under: fc.option(fc.nat(99), { nil: undefined, freq: 2 }),
  repeats: fc.oneof({ weight: 19, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.nat(99) }),
  shouts: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
})

const worlds: fc.Arbitrary<World> = fc
  .record({
    which: fc.uniqueArray(fc.nat(origins.length - 1), { minLength: 1, maxLength: origins.length }),
    soas: fc.array(fc.record({ ttl: fc.constantFrom(60, 3600), minimum: fc.constantFrom(30, 300, 7200) }), {
      minLength: origins.length,
      maxLength: origins.length,
    }),
    records: fc.array(recordSeed, { minLength: 2, maxLength: 24 }),
  })
  .map(({ which, soas, records }) => {
    const zones = [...which].sort().map((i) => ({ origin: origins[i]!, soa: soas[i]! }))
    return build(zones, records)
  })

function build(
  zones: readonly { origin: Labels; soa: { ttl: number; minimum: number } }[],
  all: readonly RecordSeed[],
): World {
  const seeds = all.map((seed) =>
    seed.repeats === undefined ? seed : { ...all[seed.repeats % all.length]!, shouts: seed.shouts },
  )
  const owners: Labels[] = seeds.map((seed) => [...seed.owner, ...zones[seed.zone % zones.length]!.origin])
  seeds.forEach((seed, i) => {
    const base = seed.under === undefined ? undefined : owners[seed.under % seeds.length]!
    if (base !== undefined) owners[i] = [...seed.owner.slice(0, 1), ...base]
  })
  return {
    zones: zones.map(({ origin, soa }) => {
      const mine = seeds.flatMap((seed, i) =>
        isAtOrBelow(owners[i]!, origin) &&
        (seed.under !== undefined || zones[seed.zone % zones.length]!.origin === origin)
          ? [record(seed, owners[i]!, owners)]
          : [],
      )
      const apex = [
        apexRecord(origin, 'SOA', soa.ttl, [
          ['ns', ...origin],
          ['hostmaster', ...origin],
          `1 7200 900 604800 ${soa.minimum}`,
        ]),
        apexRecord(origin, 'NS', 300, [['ns', ...origin]]),
      ]
      return { origin, records: [...apex, ...sanitise(origin, [...mine, glue(origin)])] }
    }),
  }
}

function apexRecord(owner: Labels, type: string, ttl: number, rdata: WorldRecord['rdata']): WorldRecord {
  return { owner, type, ttl, rdata }
}

function glue(origin: Labels): WorldRecord {
  return { owner: ['ns', ...origin], type: 'A', ttl: 300, rdata: ['192.0.2.53'] }
}

function record({ type, number, target, shouts }: RecordSeed, owner: Labels, owners: readonly Labels[]): WorldRecord {
  // Not every server takes NS at a wildcard: a few will do.
  const taken = type === 'NS' && owner[0] === '*' && number !== 1 ? 'PTR' : type
  const name = pickName(target, owners)
  return { owner, type: taken, ttl: 300, rdata: rdataOf(taken, number, shouts ? upperCase(name) : name) }
}

/** The letters of ASCII only (RFC 4343 §3), and not the base, which rebase() finds again. */
function upperCase(name: Labels): Labels {
  return name.map((label, i) =>
    i === name.length - 1 ? label : label.replace(/[a-z]+/g, (letters) => letters.toUpperCase()),
  )
}

/** Never longer than a name may be. */
function pickName({ kind, pick, labels }: TargetSeed, owners: readonly Labels[]): Labels {
  const owner = owners[pick % owners.length]!
  const base = owner.at(-1)!
  const name =
    kind === 'owner'
      ? owner
      : kind === 'below'
        ? [...labels, ...owner]
        : kind === 'above'
          ? owner.slice(Math.min(1, owner.length - 1))
          : kind === 'fresh'
            ? [...labels, ...origins[pick % origins.length]!.slice(0, -1), base]
            : [...labels, 'outside', 'example']
  return wireLength(name) > 255 ? ['long', base] : name
}

function rdataOf(type: string, n: number, target: Labels): WorldRecord['rdata'] {
  switch (type) {
    case 'A':
      return [`192.0.2.${n}`]
    case 'AAAA':
      return [`2001:db8::${n}`]
    case 'NS':
    case 'CNAME':
    case 'DNAME':
    case 'PTR':
      return [target]
    case 'MX':
      return [String(n * 10), target]
    case 'TXT':
      return [`"text ${n}"`]
    case 'DS':
      return [`${n} 13 2 ${'0123456789abcdef'.repeat(4)}`]
    case 'SRV':
      return [`${n} 0 25`, target]
    case 'SVCB':
    case 'HTTPS':
      return [n === 1 ? '0' : String(n), target]
    case 'NAPTR':
      return [`${n} 0 "S" "x" ""`, target]
    default:
      return [`\\# 2 0${n}ff`]
  }
}

type QuestionSeed = { readonly target: TargetSeed; readonly type: string; readonly fromRdata: boolean }
const questionSeed: fc.Arbitrary<QuestionSeed> = fc.record({
  target: targetSeed,
  type: fc.oneof(
    ...types.map(([type, weight]) => ({ weight: weight + 1, arbitrary: fc.constant(type as string) })),
    { weight: 3, arbitrary: fc.constant('SOA') },
    { weight: 3, arbitrary: fc.constant('ANY') },
    { weight: 1, arbitrary: fc.constantFrom('TYPE65401', 'RRSIG', 'NSEC', 'DNSKEY') },
  ),
  fromRdata: fc.boolean(),
})

/** Names that stand in the world, as owners or in rdata, and those around them. */
function question(world: World, { target, type, fromRdata }: QuestionSeed): WorldQuestion {
  const records = world.zones.flatMap((zone) => zone.records)
  const named = records.flatMap((record) => record.rdata.filter((part) => typeof part !== 'string'))
  const names = fromRdata && named.length > 0 ? named : records.map((record) => record.owner)
  return { name: pickName(target, names), type }
}

/** All the same worlds with one record less, the smallest first; a zone that has nothing but its SOA and NS goes whole. */
export function smaller(world: World): World[] {
  const withoutZone = world.zones.map((_, z) => ({ zones: world.zones.filter((_, i) => i !== z) }))
  const withoutRecord = world.zones.flatMap((zone, z) =>
    zone.records.slice(2).map((_, r) => ({
      zones: world.zones.map((other, i) =>
        i === z ? { origin: zone.origin, records: withoutStrayDs(zone.records.filter((_, k) => k !== r + 2)) } : other,
      ),
    })),
  )
  return [...withoutZone, ...withoutRecord].filter((candidate) => candidate.zones.length > 0)
}

/** Without the DS whose NS has gone. */
function withoutStrayDs(records: readonly WorldRecord[]): WorldRecord[] {
  const cuts = new Set(records.filter((record) => record.type === 'NS').map((record) => keyOf(record.owner)))
  return records.filter((record) => record.type !== 'DS' || cuts.has(keyOf(record.owner)))
}
