// Writes several faces of one zone as one file: the records of all, then for each view those that only it has. There drift shows.

import { compareNames } from '../../dns/name.ts'
import { printRdata } from '../../dns/rdata/rdata.ts'
import { ttlText } from '../../dns/ttl.ts'
import { Type, typeName } from '../../dns/types.ts'
import { nameKey, setKey } from '../../supply/faces/layer-records.ts'
import type { FaceRecord } from '../../supply/faces/records.ts'
import { originLine, relativeText } from '../../text/zonefile/printer.ts'

export type Version = { readonly view: string; readonly records: readonly FaceRecord[] }

/** The text of the zone file. */
export function splitZone(origin: Uint8Array, versions: readonly Version[]): string {
  const sets = versions.map(({ records }) =>
    Map.groupBy(records, (record) => `${nameKey(record.owner)} ${setKey(record)}`),
  )
  const sections = new Map<string, FaceRecord[][]>()
  const commonNames = new Set<string>()
  const seen = new Set<string>()
  for (const own of sets)
    for (const [key, records] of own) {
      for (const [contents, views] of byContents(key, sets, versions)) {
        if (seen.has(`${key} ${contents}`)) continue
        seen.add(`${key} ${contents}`)
        const section = views.length === versions.length ? '*' : views.join(' ')
        const set = sets[versions.findIndex(({ view }) => view === views[0])]!.get(key)!
        sections.set(section, [...(sections.get(section) ?? []), set])
        if (section === '*') commonNames.add(nameKey(records[0]!.owner))
      }
    }
  const given = (set: FaceRecord[]) => {
    const key = `${nameKey(set[0]!.owner)} ${setKey(set[0]!)}`
    return sets.filter((own) => own.has(key)).length
  }
  const order = ['*', ...[...sections.keys()].filter((key) => key !== '*').sort()]
  const lines = order.flatMap((section) => {
    const own = (sections.get(section) ?? []).sort(inOrder)
    const views = section.split(' ').length
    // $ADD for a set that only some views have, at a name that all have; a set that others have in another form replaces theirs.
    const adds = (set: FaceRecord[]) =>
      section !== '*' && commonNames.has(nameKey(set[0]!.owner)) && given(set) === views
    const body = own.flatMap((set) => set.map((record) => `${adds(set) ? '$ADD ' : ''}${line(record, origin)}`))
    if (section === '*') return body
    return ['', `$VIEW ${section}`, ...body]
  })
  return `${[originLine(origin), ...lines].join('\n')}\n`
}

/** The different contents that the faces have of one rrset, each with its views. */
function byContents(
  key: string,
  sets: readonly ReadonlyMap<string, readonly FaceRecord[]>[],
  versions: readonly Version[],
): Map<string, string[]> {
  const contents = new Map<string, string[]>()
  for (const [i, own] of sets.entries()) {
    const records = own.get(key)
    if (records === undefined) continue
    const text = records
      .map(({ ttl, rdata }) => `${ttl} ${rdata.join()}`)
      .sort()
      .join()
    contents.set(text, [...(contents.get(text) ?? []), versions[i]!.view])
  }
  return contents
}

function inOrder([a]: readonly FaceRecord[], [b]: readonly FaceRecord[]): number {
  return compareNames(a!.owner, 0, b!.owner, 0) || rank(a!) - rank(b!)
}

function rank({ type }: FaceRecord): number {
  return type === Type.SOA ? -1 : type
}

function line({ owner, ttl, type, rdata }: FaceRecord, origin: Uint8Array): string {
  const name = relativeText(owner, 0, origin)
  return `${name}\t${ttlText(ttl)}\t${typeName(type)}\t${printRdata(type, rdata, 0, rdata.length)}`
}
