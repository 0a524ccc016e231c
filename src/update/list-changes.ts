// Reads a message that changes a leased list (RFC 2136) as changes of entries. An entry has an address and perhaps a text: to add either
// lists the entry, to remove either takes it off.

import { Class } from '../dns/classes.ts'
import { isWithin, nameLength } from '../dns/name.ts'
import { nameText } from '../dns/name-text.ts'
import { Rcode } from '../dns/rcodes.ts'
import { isMetaType, Type, typeName } from '../dns/types.ts'
import { entryOfOwner, type ListEntry } from '../lists/live/entry.ts'
import { hasWildcard, isCode } from '../lists/live/read-entry.ts'
import { MAX_TEXT, type Value } from '../lists/live/values.ts'
import type { UpdateRecord } from '../wire/update-message.ts'
import { refusal, type UpdateRefusal } from './refusal.ts'
import { say } from './says.ts'

export type ListChanges = { readonly adds: readonly ListAdd[]; readonly removes: readonly ListEntry[] }
export type ListAdd = { readonly entry: ListEntry; readonly code?: Uint8Array; readonly text?: Uint8Array }

/** The present value of an entry. */
export type HeldValue = (entry: ListEntry) => Value | undefined

/** Checks all records first (RFC 2136 §3.4.1), then reads them in order. */
export function readListChanges(
  records: readonly UpdateRecord[],
  list: Uint8Array,
  held: HeldValue,
): ListChanges | UpdateRefusal {
  for (const record of records) {
    const refused = changeFlaw(record, list)
    if (refused !== undefined) return refused
  }
  const adds = new Map<string, ListAdd>()
  const removes = new Map<string, ListEntry>()
  for (const { owner, type, class: klass, rdata } of records) {
    const entry = entryAt(owner, list)!
    const key = `${entry.family}${Buffer.from(entry.octets).toString('latin1')}`
    if (klass === Class.IN) {
      const known = adds.get(key) ?? { entry }
      adds.set(key, type === Type.A ? { ...known, code: rdata } : { ...known, text: textOf(rdata)! })
      removes.delete(key)
    } else if (klass === Class.ANY || isHeld(adds.get(key) ?? held(entry), type, rdata)) {
      adds.delete(key)
      removes.set(key, entry)
    }
  }
  return { adds: [...adds.values()], removes: [...removes.values()] }
}

function changeFlaw(
  { owner, type, class: klass, ttl, rdata }: UpdateRecord,
  list: Uint8Array,
): UpdateRefusal | undefined {
  const name = nameText(owner)
  const outside = placeFlaw(owner, list)
  if (outside !== undefined) return outside
  const isDelete = klass === Class.ANY || klass === Class.NONE
  if (!isDelete && klass !== Class.IN)
    return refusal(Rcode.FORMERR, say('update-bad-record', { name, why: say('update-bad-class', { class: klass }) }))
  if (isMetaType(type) && !(klass === Class.ANY && type === Type.ANY))
    return refusal(
      Rcode.FORMERR,
      say('update-bad-record', { name, why: say('update-bad-type', { type: typeName(type) }) }),
    )
  if (isDelete && ttl !== 0)
    return refusal(Rcode.FORMERR, say('update-bad-record', { name, why: say('update-ttl-not-0') }))
  if (klass === Class.ANY && rdata.length > 0)
    return refusal(Rcode.FORMERR, say('update-bad-record', { name, why: say('update-data-there') }))
  const isOwned = type === Type.A || type === Type.TXT || (klass === Class.ANY && type === Type.ANY)
  if (entryAt(owner, list) === undefined || hasWildcard(owner) || !isOwned)
    return refusal(Rcode.REFUSED, say('update-list-type', { type: typeName(type), name }))
  if (klass !== Class.IN) return undefined
  if (type === Type.A && !isCode(rdata)) return refusal(Rcode.REFUSED, say('update-list-code', { name }))
  if (type === Type.TXT && textOf(rdata) === undefined) return refusal(Rcode.REFUSED, say('update-list-text', { name }))
  return undefined
}

/** Checks prerequisites (RFC 2136 §3.2) against the list's entries. */
export function unmetOfList(
  records: readonly UpdateRecord[],
  list: Uint8Array,
  held: HeldValue,
): UpdateRefusal | undefined {
  for (const { owner, type, class: klass, ttl, rdata } of records) {
    const outside = placeFlaw(owner, list)
    if (outside !== undefined) return outside
    const name = nameText(owner)
    if (ttl !== 0) return refusal(Rcode.FORMERR, say('update-bad-record', { name, why: say('update-ttl-not-0') }))
    if (isMetaType(type) && (klass === Class.IN || type !== Type.ANY))
      return refusal(
        Rcode.FORMERR,
        say('update-bad-record', { name, why: say('update-bad-type', { type: typeName(type) }) }),
      )
    const entry = entryAt(owner, list)
    const value = entry && held(entry)
    const about = { name, type: typeName(type) }
    if (klass === Class.IN) {
      if (!isHeld(value, type, rdata)) return unmet(Rcode.NXRRSET, say('update-unmet-value', about))
      continue
    }
    if (klass !== Class.ANY && klass !== Class.NONE)
      return refusal(Rcode.FORMERR, say('update-bad-record', { name, why: say('update-bad-class', { class: klass }) }))
    if (rdata.length > 0)
      return refusal(Rcode.FORMERR, say('update-bad-record', { name, why: say('update-data-there') }))
    // The apex is in use but has neither addresses nor texts.
    const isThere = type === Type.ANY ? value !== undefined || entry === undefined : hasType(value, type)
    if (isThere === (klass === Class.ANY)) continue
    if (type === Type.ANY)
      return isThere
        ? unmet(Rcode.YXDOMAIN, say('update-unmet-not-in-use', { name }))
        : unmet(Rcode.NXDOMAIN, say('update-unmet-in-use', { name }))
    return isThere
      ? unmet(Rcode.YXRRSET, say('update-unmet-no-set', about))
      : unmet(Rcode.NXRRSET, say('update-unmet-set', about))
  }
  return undefined
}

function unmet(rcode: number, why: UpdateRefusal['why']): UpdateRefusal {
  return { ...refusal(rcode, why), isUnmet: true }
}

function placeFlaw(owner: Uint8Array, list: Uint8Array): UpdateRefusal | undefined {
  if (isWithin(owner, 0, list, 0)) return undefined
  return refusal(Rcode.NOTZONE, say('update-outside', { name: nameText(owner), zone: nameText(list) }))
}

/** The entry that has the owner; undefined at the apex. */
function entryAt(owner: Uint8Array, list: Uint8Array): ListEntry | undefined {
  return entryOfOwner(owner, 0, owner.length - nameLength(list, 0))
}

function hasType(value: Value | undefined, type: number): boolean {
  return value !== undefined && (type === Type.A || (type === Type.TXT && value.text !== undefined))
}

function isHeld(value: Omit<ListAdd, 'entry'> | Value | undefined, type: number, rdata: Uint8Array): boolean {
  const own = type === Type.A ? value?.code : type === Type.TXT ? value?.text : undefined
  const wanted = type === Type.TXT ? textOf(rdata) : rdata
  return own !== undefined && wanted !== undefined && Buffer.compare(own, wanted) === 0
}

/** Joins several strings into one text, as answers send it. */
function textOf(rdata: Uint8Array): Uint8Array | undefined {
  const strings: Uint8Array[] = []
  for (let p = 0; p < rdata.length; p += rdata[p]! + 1) strings.push(rdata.subarray(p + 1, p + 1 + rdata[p]!))
  const text = Buffer.concat(strings)
  return text.length > MAX_TEXT ? undefined : text
}
