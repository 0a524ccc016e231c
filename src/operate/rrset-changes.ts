// Reads changes of rrsets from a request in the form of PowerDNS's API.

import { readName } from '../dns/name-text.ts'
import type { Parameter } from '../dns/said.ts'
import { isMetaType, Type, typeCode, typeName } from '../dns/types.ts'
import { type LanguageName, speaker } from '../text/findings/wording.ts'
import { readRdata } from '../text/zonefile/rdata-text.ts'
import { zonefileSays } from '../text/zonefile/says.ts'
import { ownerKey } from '../update/entry.ts'
import { updateSays } from '../update/says.ts'
import type { SetChange } from '../update/set-change.ts'
import { VerbError } from './errors.ts'
import { quoted } from './fields.ts'
import { say } from './says.ts'
import type { WrittenSet } from './written-set.ts'

const says = { ...zonefileSays, ...updateSays }
export const speakers = { en: speaker(says, 'en'), ja: speaker(says, 'ja') }

/** Throws a VerbError where a change cannot be read. */
export function readChanges(sets: readonly WrittenSet[], language: LanguageName = 'en'): SetChange[] {
  const changes = sets.map((set) => readChange(set, language))
  const seen = new Set<string>()
  for (const [i, { kind, owner, type }] of changes.entries()) {
    const key = `${kind} ${type} ${ownerKey(owner)}`
    if (seen.has(key)) refuse(sets[i]!, say('rrset-twice', { kind }))
    seen.add(key)
  }
  return changes
}

function readChange(set: WrittenSet, language: LanguageName): SetChange {
  const { name, changetype: kind, ttl, records = [] } = set
  const owner = readName(name)
  if (typeof owner === 'string' || name === '' || name === '@') return refuse(set, say('rrset-no-name'))
  const type = typeCode(set.type.toUpperCase())
  if (type === undefined || isMetaType(type)) return refuse(set, say('rrset-no-type'))
  const isLeased = records.some(({ lease }) => lease !== undefined)
  if (isLeased && !mayEnd(kind, type)) return refuse(set, say('rrset-no-lease'))
  if (kind === 'DELETE') return { kind, owner, type, ttl: undefined, records: [] }
  const adds = kind === 'REPLACE' || kind === 'EXTEND'
  if (kind === 'REPLACE' && ttl === undefined && records.length > 0) return refuse(set, say('rrset-no-ttl'))
  const read = records.map((one) => {
    if (one.disabled && adds) return refuse(set, say('rrset-disabled'))
    if (isText(type) && !one.content.trimStart().startsWith('"'))
      return refuse(set, say('rrset-no-quotes', { text: quoted(one.content) }))
    const rdata = readRdata(type, one.content)
    return 'code' in rdata ? refuse(set, speakers[language].text(rdata)) : rdata
  })
  return { kind, owner, type, ttl, records: read, ...(isLeased && { leases: records.map(({ lease }) => lease) }) }
}

/** Whether records of such a change may end by themselves: it adds some, and not the SOA, without which no zone can be. */
export function mayEnd(kind: SetChange['kind'], type: number): boolean {
  return (kind === 'REPLACE' || kind === 'EXTEND') && type !== Type.SOA
}

function isText(type: number): boolean {
  return typeName(type) === 'SPF' || type === Type.TXT
}

function refuse({ name, type }: WrittenSet, why: Parameter): never {
  throw new VerbError('bad-change', say('rrset-refused', { type: quoted(type), name: quoted(name), why }), 'rrsets')
}
