// Reads tinydns's `data` as views: each location is one, and clients of no location get the records for all.

import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { nameText } from '../../../dns/name-text.ts'
import { Type } from '../../../dns/types.ts'
import { nameKey } from '../../../supply/faces/layer-records.ts'
import type { FaceRecord } from '../../../supply/faces/records.ts'
import { ALL_IPV4, ALL_IPV6, type Prefix } from '../../../views/prefix.ts'
import {
  clientsByView,
  intoZones,
  namesAbove,
  otherTtls,
  type SpokenView,
  viewStatements,
  type Zones,
} from '../faces.ts'
import { Faults, type Spot } from '../faults.ts'
import type { Lost } from '../named-config.ts'
import { type Placed, readRecordLines } from '../record-lines.ts'
import { elements, type Foreign, say } from '../spoken.ts'
import type { Statement } from '../statements.ts'
import { linesOf } from '../text-file.ts'
import { type DataLine, type Field, readDataLines } from './data-lines.ts'
import { isIpv4, type LocatedLine, recordsOfLine, shown } from './data-records.ts'
import { withRepeatedWildcards } from './wildcards.ts'

/** The view of clients that no location takes. */
const OTHERS = 'others'
/** The view where there are no locations. */
const ONLY = 'default'

type Location = { readonly prefixes: Prefix[]; readonly at: Spot }

export function readTinydns(path: string, now = Date.now()): Foreign {
  const faults = new Faults()
  const lost: Lost[] = []
  const lines = readDataLines(path, linesOf(path, 'latin1'), faults)
  const locations = readLocations(lines, faults)
  const modified = Math.floor(statSync(path).mtimeMs / 1000)
  const lose = ({ file, line }: Spot, why: string) => lost.push({ file, line, why })
  const made = lines
    .filter(({ kind }) => kind !== '%')
    .flatMap((line) => {
      tellUnknownLocation(line, locations, faults)
      return recordsOfLine(line, { modified, now: now / 1000, faults, lose })
    })
  const byLocation = [...Map.groupBy(made, ({ location }: LocatedLine) => location)].map(
    ([location, own]) => [location, readRecordLines(own, faults)] as const,
  )
  faults.end()
  const shared = new Map(byLocation)
  const start: Spot = { file: path, line: 1, column: 1 }
  const views = viewsOf(shared, locations, start)
  lost.push(...outsideOfAll(views, shared), ...otherTtls(views.flatMap(({ view }) => [...view.zones.values()].flat())))
  const faces = new Map<string, readonly FaceRecord[]>()
  const statements = [
    ...options(path, start),
    ...viewStatements(
      views.map(({ view }) => view),
      [],
      faces,
    ),
  ]
  return { spoken: { statements: () => statements, faces }, lost, made: [], words: {} }
}

function readLocations(lines: readonly DataLine[], faults: Faults): Map<string, Location> {
  const locations = new Map<string, Location>()
  const taken = new Set<string>()
  for (const { kind, at, field } of lines) {
    if (kind !== '%') continue
    const name = nameOfLocation(field(0), faults)
    const prefix = readOctets(field(1), faults)
    if (name === undefined || prefix === undefined) continue
    const known = locations.get(name) ?? { prefixes: [], at }
    locations.set(name, known)
    // tinydns finds the first of several lines with one prefix.
    const key = prefix.octets.subarray(0, prefix.bits / 8).join('.')
    if (!taken.has(key)) known.prefixes.push(prefix)
    taken.add(key)
  }
  return locations
}

function nameOfLocation({ octets, at }: Field, faults: Faults): string | undefined {
  if (octets.length === 1 || octets.length === 2) return octets
  faults.add(at, `"${shown(octets)}" is no location: it is of one or two characters`)
  return undefined
}

/** The prefix of a location line: `10.1` is 10.1.0.0/16, an empty field is everybody. */
function readOctets({ octets: text, at }: Field, faults: Faults): Prefix | undefined {
  const parts = text.replace(/\.$/, '').split('.')
  const numbers = text === '' ? [] : parts.map((part) => (/^\d{1,3}$/.test(part) ? Number(part) : 256))
  if (numbers.length > 4 || numbers.some((number) => number > 255)) {
    faults.add(at, `"${shown(text)}" is no prefix: write its octets, as in 10.1`)
    return undefined
  }
  const octets = new Uint8Array(4)
  octets.set(numbers)
  return { family: 4, octets, bits: numbers.length * 8 }
}

/** The field of the location, behind TTL and time. */
const LOCATION_FIELD: { readonly [kind: string]: number } = {
  '.': 5,
  '&': 5,
  '=': 4,
  '+': 4,
  '@': 6,
  "'": 4,
  '^': 4,
  C: 4,
  Z: 10,
  ':': 5,
}

function tellUnknownLocation(
  { kind, field }: DataLine,
  locations: ReadonlyMap<string, Location>,
  faults: Faults,
): void {
  const { octets, at } = field(LOCATION_FIELD[kind]!)
  if (octets === '' || locations.has(octets)) return
  faults.add(
    at,
    `no line says where location "${shown(octets)}" is: write %${shown(octets)}: and its prefix, or take it off`,
  )
}

type FoundView = { readonly view: SpokenView; readonly outside: readonly Placed[] }

function viewsOf(
  shared: ReadonlyMap<string, readonly Placed[]>,
  locations: ReadonlyMap<string, Location>,
  start: Spot,
): FoundView[] {
  const toAll = shared.get('') ?? []
  const rest = locations.size === 0 ? ONLY : OTHERS
  const clients = clientsByView([
    ...[...locations].flatMap(([view, { prefixes }]) =>
      prefixes.map((prefix) => ({ prefix, view: `location ${view}` })),
    ),
    // A location may take everybody: then no clients are left for the other view.
    ...[ALL_IPV4, ALL_IPV6]
      .filter(
        (all) =>
          ![...locations.values()].some(({ prefixes }) => all.family === 4 && prefixes.some(({ bits }) => bits === 0)),
      )
      .map((prefix) => ({ prefix, view: rest })),
  ])
  const viewOf = (name: string, at: Spot, own: readonly Placed[]): FoundView => {
    const { zones, outside } = zonesOf(withOneTtl(withOneSoa([...toAll, ...own])))
    const shownAs = name.replace(/^location /, '')
    return { view: { name: shownAs, at, clients: clients.get(name) ?? [], zones }, outside }
  }
  return [
    ...[...locations].map(([name, { at }]) => viewOf(`location ${name}`, at, shared.get(name) ?? [])),
    viewOf(rest, start, []),
  ]
}

/** Keeps the first SOA of each zone: every `.` line makes one, and tinydns gives the first (tdlookup.c, flaggavesoa). */
function withOneSoa(records: readonly Placed[]): Placed[] {
  const first = new Map<string, Placed>()
  for (const record of records) {
    if (record.type !== Type.SOA) continue
    const key = nameKey(record.owner)
    const known = first.get(key)
    if (known === undefined || record.at.line < known.at.line) first.set(key, record)
  }
  return records.filter((one) => one.type !== Type.SOA || first.get(nameKey(one.owner)) === one)
}

/** Gives all records of a set the lowest TTL of the set. */
function withOneTtl(records: readonly Placed[]): Placed[] {
  const lowest = new Map<string, number>()
  const key = ({ owner, type }: Placed) => `${nameKey(owner)} ${type}`
  for (const one of records) lowest.set(key(one), Math.min(one.ttl, lowest.get(key(one)) ?? one.ttl))
  return records.map((one) => ({ ...one, ttl: lowest.get(key(one))! }))
}

/** The zones: a name with SOA and NS begins one (tdlookup.c looks for both). */
function zonesOf(records: readonly Placed[]): { zones: Zones; outside: readonly Placed[] } {
  const withType = (type: number) =>
    new Set(records.filter((one) => one.type === type).map(({ owner }) => nameKey(owner)))
  const servers = withType(Type.NS)
  const apexes = new Set([...withType(Type.SOA)].filter((name) => servers.has(name)))
  const { zones, outside } = intoZones(records, apexes)
  return {
    zones: new Map([...zones].map(([apex, own]) => [apex, withRepeatedWildcards(apex, own)])),
    outside,
  }
}

/** Reports records in no zone, which nobody gets, but not the PTR of a `=` line: often nobody is meant to get that. */
function outsideOfAll(views: readonly FoundView[], shared: ReadonlyMap<string, readonly Placed[]>): Lost[] {
  const everywhere = [...shared.values()].flat().filter((one) => views.every(({ view }) => !holds(view.zones, one)))
  return everywhere
    .filter(({ type, owner }) => type !== Type.PTR || !nameText(owner).toLowerCase().endsWith('.in-addr.arpa.'))
    .map(({ at: { file, line }, owner }) => ({
      file,
      line,
      why: `a record of "${nameText(owner)}" is in no zone: no name at or above it has both an SOA and an NS`,
    }))
}

function holds(zones: Zones, { owner }: Placed): boolean {
  return namesAbove(owner).some((name) => zones.has(name))
}

/** The options. In tinydns-conf's layout `data` is in `root`, and the address in `env/IP` beside that. */
function options(path: string, at: Spot): Statement[] {
  const env = join(dirname(dirname(resolve(path))), 'env/IP')
  const address = existsSync(env) ? readFileSync(env, 'latin1').trim() : ''
  const listen = isIpv4(address)
    ? [say(at, ['listen-on'], elements(at, [address])), say(at, ['listen-on-v6'], elements(at, ['none']))]
    : []
  return [
    say(
      at,
      ['options'],
      [
        say(at, ['recursion', 'no']),
        say(at, ['allow-transfer'], elements(at, ['none'])),
        say(at, ['notify', 'no']),
        ...listen,
      ],
    ),
  ]
}
