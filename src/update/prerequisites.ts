// Checks the prerequisites of a message (RFC 2136 §3.2). Wildcards, cuts and aliases mean nothing here: prerequisites are about the records
// that the zone has.

import { Class } from '../dns/classes.ts'
import { isWithin } from '../dns/name.ts'
import { nameText } from '../dns/name-text.ts'
import { Rcode } from '../dns/rcodes.ts'
import type { Said } from '../dns/said.ts'
import { Suffixes } from '../dns/suffixes.ts'
import { isMetaType, Type, typeName } from '../dns/types.ts'
import type { UpdateRecord } from '../wire/update-message.ts'
import { equalKey } from '../zone/same.ts'
import { NONE, type Zone } from '../zone/zone.ts'
import { ownerKey } from './entry.ts'
import { stateOf } from './overlay.ts'
import { refusal, type UpdateRefusal } from './refusal.ts'
import { say } from './says.ts'

/** Undefined: all of them hold. */
export function unmetPrerequisite(records: readonly UpdateRecord[], zone: Zone): UpdateRefusal | undefined {
  const wanted = new Map<string, WantedSet>()
  for (const record of records) {
    const refused = formFlaw(record, zone) ?? unmet(record, zone, wanted)
    if (refused !== undefined) return refused
  }
  // RFC 2136 §3.2.3: sets differ if one has more records.
  for (const { owner, type, keys } of wanted.values()) {
    const { records: known } = stateOf(zone, owner, type)
    if (known.size !== keys.size || [...keys].some((key) => !known.has(key)))
      return notMet(Rcode.NXRRSET, say('update-unmet-value', named(owner, type)))
  }
  return undefined
}

type WantedSet = { readonly owner: Uint8Array; readonly type: number; readonly keys: Set<string> }

function formFlaw({ owner, type, class: klass, ttl, rdata }: UpdateRecord, zone: Zone): UpdateRefusal | undefined {
  const malformed = (why: Said) => refusal(Rcode.FORMERR, say('update-bad-record', { name: nameText(owner), why }))
  if (ttl !== 0) return malformed(say('update-ttl-not-0'))
  if (!isWithin(owner, 0, zone.apex, 0))
    return refusal(Rcode.NOTZONE, say('update-outside', { name: nameText(owner), zone: nameText(zone.apex) }))
  const isAny = klass === Class.ANY || klass === Class.NONE
  if (!isAny && klass !== Class.IN) return malformed(say('update-bad-class', { class: klass }))
  if (isAny && rdata.length > 0) return malformed(say('update-data-there'))
  if (isMetaType(type) && !(isAny && type === Type.ANY))
    return malformed(say('update-bad-type', { type: typeName(type) }))
  return undefined
}

function unmet(
  { owner, type, class: klass, rdata }: UpdateRecord,
  zone: Zone,
  wanted: Map<string, WantedSet>,
): UpdateRefusal | undefined {
  if (klass === Class.IN) {
    const key = `${type} ${ownerKey(owner)}`
    const set = wanted.get(key) ?? { owner, type, keys: new Set<string>() }
    wanted.set(key, set)
    set.keys.add(equalKey(type, rdata, 0, rdata.length))
    return undefined
  }
  const isThere = type === Type.ANY ? isInUse(zone, owner) : hasSet(zone, owner, type)
  if (isThere === (klass === Class.ANY)) return undefined
  if (type === Type.ANY)
    return isThere
      ? notMet(Rcode.YXDOMAIN, say('update-unmet-not-in-use', { name: nameText(owner) }))
      : notMet(Rcode.NXDOMAIN, say('update-unmet-in-use', { name: nameText(owner) }))
  return isThere
    ? notMet(Rcode.YXRRSET, say('update-unmet-no-set', named(owner, type)))
    : notMet(Rcode.NXRRSET, say('update-unmet-set', named(owner, type)))
}

/** RFC 2136 §2.4.4: an empty non-terminal is not in use. */
function isInUse(zone: Zone, owner: Uint8Array): boolean {
  const node = zone.find(scratch.set(owner, 0), 0)
  return node !== NONE && zone.hasSets(node)
}

function hasSet(zone: Zone, owner: Uint8Array, type: number): boolean {
  const node = zone.find(scratch.set(owner, 0), 0)
  return node !== NONE && zone.rrset(node, type) !== NONE
}

const scratch = new Suffixes()

function named(owner: Uint8Array, type: number): { readonly name: string; readonly type: string } {
  return { name: nameText(owner), type: typeName(type) }
}

function notMet(rcode: number, why: Said): UpdateRefusal {
  return { ...refusal(rcode, why), isUnmet: true }
}
