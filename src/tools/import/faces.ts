// Makes views and zones for configurations that hold single records: finds the zone of each record, and writes the statements that show
// each client its zones.

import { nameLength } from '../../dns/name.ts'
import { nameText } from '../../dns/name-text.ts'
import { nameKey } from '../../supply/faces/layer-records.ts'
import type { FaceRecord } from '../../supply/faces/records.ts'
import { formatPrefix, type Prefix } from '../../views/prefix.ts'
import type { Lost } from './named-config.ts'
import type { Placed } from './record-lines.ts'
import { type At, elements, say } from './spoken.ts'
import type { Statement } from './statements.ts'

/** Zones by the key of their apex. */
export type Zones = ReadonlyMap<string, readonly Placed[]>

/** Puts each record into the deepest zone that its owner lies in. */
export function intoZones(
  records: readonly Placed[],
  apexes: ReadonlySet<string>,
): { readonly zones: Zones; readonly outside: readonly Placed[] } {
  const zones = new Map<string, Placed[]>()
  const outside: Placed[] = []
  for (const record of records) {
    const apex = namesAbove(record.owner).find((name) => apexes.has(name))
    if (apex === undefined) outside.push(record)
    else taken(zones, apex).push(record)
  }
  return { zones, outside }
}

function taken<T>(map: Map<string, T[]>, key: string): T[] {
  const list = map.get(key) ?? []
  map.set(key, list)
  return list
}

/** Keys of the name and of all names above it, the name first. */
export function namesAbove(name: Uint8Array): string[] {
  const keys: string[] = []
  for (let at = 0; ; at += 1 + name[at]!) {
    keys.push(nameKey(name.subarray(at, nameLength(name, at) + at)))
    if (name[at] === 0) return keys
  }
}

export type SpokenView = {
  readonly name: string
  readonly at: At
  /** Elements of `match-clients`. */
  readonly clients: readonly string[]
  /** Elements of `match-destinations`; missing: the view is at every address of ours. */
  readonly destinations?: readonly string[]
  readonly zones: Zones
  /** Statements of zones in files or from elsewhere. */
  readonly more?: readonly Statement[]
}

/** Adds the records of each face to `faces`. */
export function viewStatements(
  views: readonly SpokenView[],
  zoneBody: readonly Statement[],
  faces: Map<string, readonly FaceRecord[]>,
): Statement[] {
  return views.map(({ name, at, clients, destinations, zones, more = [] }) =>
    say(
      at,
      ['view', name],
      [
        say(at, ['match-clients'], elements(at, clients)),
        ...(destinations ? [say(at, ['match-destinations'], elements(at, destinations))] : []),
        ...[...zones].map(([apex, records]) => {
          const from = records[0]!.at
          const zone = nameText(Buffer.from(apex, 'latin1'))
          const file = `${name} ${zone}`
          faces.set(file, records)
          const body = [say(from, ['type', 'primary']), say(from, ['file', file]), ...zoneBody]
          return say(from, ['zone', zone], body)
        }),
        ...more,
      ],
    ),
  )
}

/** A prefix and the view of its clients; undefined: none. */
export type Given = { readonly prefix: Prefix; readonly view: string | undefined }

/** The clients of each view as elements of `match-clients`, where the longest prefix decides. */
export function clientsByView(given: readonly Given[]): Map<string, string[]> {
  const longest = [...given].sort((a, b) => b.prefix.bits - a.prefix.bits)
  const views = new Set(given.flatMap(({ view }) => view ?? []))
  return new Map(
    [...views].map((view) => [
      view,
      longest.map((one) => `${one.view === view ? '' : '! '}${formatPrefix(one.prefix)}`),
    ]),
  )
}

/** Reports records whose TTL is not that of their set. */
export function otherTtls(records: readonly Placed[]): Lost[] {
  const differing = new Map(
    records.filter(({ ttl, written }) => ttl !== written).map((one) => [`${one.at.line} ${one.ttl}`, one]),
  )
  return [...differing.values()].map(({ at: { file, line }, ttl, written, owner }) => ({
    file,
    line,
    why: `a record of "${nameText(owner)}" has the TTL ${written}, another of its set ${ttl}: a set has one`,
  }))
}
