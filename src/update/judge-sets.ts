// Judges changes of whole rrsets that programs ask for over HTTP, face by face, by the rules for updates. Two things differ: a role says who
// may change what, and the answer names what an update would pass over in silence.

import { Class } from '../dns/classes.ts'
import { sameName } from '../dns/name.ts'
import { nameText } from '../dns/name-text.ts'
import { Rcode } from '../dns/rcodes.ts'
import type { Said } from '../dns/said.ts'
import { Type, typeName } from '../dns/types.ts'
import { nextSerial } from '../store/serials.ts'
import type { UpdateRule } from '../text/config/updates.ts'
import type { UpdateRecord } from '../wire/update-message.ts'
import { equalKey } from '../zone/same.ts'
import type { Zone } from '../zone/zone.ts'
import { type By, ownerKey } from './entry.ts'
import { type JudgedFace, type Judgement, judgeUpdate, refusedAt } from './judge.ts'
import { isSingle, type SetState, stateOf } from './overlay.ts'
import { refusal } from './refusal.ts'
import { say } from './says.ts'
import { type SetChange, setChangeKinds } from './set-change.ts'
import { WorkingSets } from './working-sets.ts'

/** Why the actor may not change the rrset, whatever the zone has. `whole`: he may see every view and zone. */
export function whyNotHis({ owner, type }: SetChange, apex: Uint8Array, whole: boolean): Said | undefined {
  const about = { type: typeName(type), name: nameText(owner) }
  if (MADE.has(type)) return say('change-made', about)
  if (whole || !GIVES_AWAY.has(type) || sameName(owner, 0, apex, 0)) return undefined
  return say('change-delegates', about)
}

/** Types that signing makes, or that follow from keys. */
const MADE: ReadonlySet<number> = new Set([
  ...[Type.DNSKEY, Type.CDS, Type.CDNSKEY, Type.ZONEMD],
  ...[Type.NSEC, Type.NSEC3, Type.NSEC3PARAM, Type.RRSIG],
])

/** Types that let somebody else say what is at a name and below it. */
const GIVES_AWAY: ReadonlySet<number> = new Set([Type.NS, Type.DS, Type.DNAME])

/** `lease`: seconds after which added records end by themselves, unless they have a lease of their own. */
export function judgeSets(
  changes: readonly SetChange[],
  face: JudgedFace,
  { by, now, lease }: { readonly by: By; readonly now: number; readonly lease?: number | undefined },
): Judgement {
  // An rrset that is withheld is not served, so that to delete it would look like no change.
  const withheld = changes.find(({ owner }) => face.isWithheld?.(owner))
  if (withheld !== undefined) return refusedAt(withheld.owner, face)
  const goals = goalsOf(changes, face.zone)
  const flaw = goals.map((goal) => flawOf(goal, face.zone)).find((why) => why !== undefined)
  if (flaw !== undefined) return refusal(Rcode.REFUSED, flaw)
  const records = recordsOf(goals, face)
  const silent = passedOver(records, goals, face.zone)
  if (silent !== undefined) return refusal(Rcode.REFUSED, silent)
  const { apex } = face.zone
  const update = {
    zone: { name: apex, type: Type.SOA, class: Class.IN },
    prerequisites: [],
    changes: records,
    lease: lease === undefined ? undefined : { record: lease, key: undefined },
  }
  const asking = { key: undefined, address: NO_ADDRESS, proven: true, by, now }
  return judgeUpdate(update, face, [roleRule(apex, goals)], asking)
}

const NO_ADDRESS = new Uint8Array(0)

/** A rule that permits exactly what is asked for: whyNotHis() has said already who may. */
function roleRule(apex: Uint8Array, goals: readonly SetGoal[]): UpdateRule {
  return {
    ...{ key: undefined, from: undefined, names: undefined, views: undefined, lease: undefined, maxLease: undefined },
    zones: [{ name: apex, below: false, self: true }],
    types: goals.map(({ type }) => type),
    proof: false,
    place: { file: '', line: 1, column: 1, length: 1 },
  }
}

/** One rrset, as it is now and as the request wants it. */
export type SetGoal = {
  readonly owner: Uint8Array
  readonly type: number
  readonly before: SetState
  /** Undefined where the request gives none and there is no rrset with one. */
  ttl: number | undefined
  records: Map<string, Uint8Array>
  /** Keys of the records that the request wants: they stay, even where a lease would have ended them. */
  readonly named: Set<string>
  /** The leases of records that have their own, by key. */
  readonly leases: Map<string, number>
}

/** Removals come first, so that one request can change a name from A to CNAME. */
export function goalsOf(changes: readonly SetChange[], zone: Zone): SetGoal[] {
  const goals = new Map<string, SetGoal>()
  const inOrder = changes.toSorted((a, b) => setChangeKinds.indexOf(a.kind) - setChangeKinds.indexOf(b.kind))
  for (const { kind, owner, type, ttl, records, leases = [] } of inOrder) {
    const key = `${type} ${ownerKey(owner)}`
    const goal = goals.get(key) ?? goalOf(zone, owner, type)
    goals.set(key, goal)
    const named = new Map(records.map((rdata) => keyed(zone, type, rdata)))
    for (const [i, rdata] of records.entries())
      if (leases[i] !== undefined) goal.leases.set(keyed(zone, type, rdata)[0], leases[i])
    if (kind === 'DELETE') goal.records.clear()
    else if (kind === 'PRUNE') for (const one of named.keys()) goal.records.delete(one)
    else {
      goal.records = new Map(kind === 'REPLACE' ? named : [...goal.records, ...named])
      if (named.size > 0) goal.ttl = ttl ?? goal.ttl
      for (const one of named.keys()) goal.named.add(one)
    }
  }
  return [...goals.values()]
}

function goalOf(zone: Zone, owner: Uint8Array, type: number): SetGoal {
  const before = stateOf(zone, owner, type)
  const ttl = before.records.size > 0 ? before.ttl : undefined
  return { owner, type, before, ttl, records: new Map(before.records), named: new Set(), leases: new Map() }
}

/** Janus counts serials itself: an SOA with any serial means the one that there is. */
function keyed(zone: Zone, type: number, rdata: Uint8Array): [string, Uint8Array] {
  const own = type === Type.SOA ? withSerial(rdata, zone.serial) : rdata
  return [equalKey(type, own, 0, own.length), own]
}

function withSerial(soa: Uint8Array, serial: number): Uint8Array {
  const copy = Uint8Array.from(soa)
  new DataView(copy.buffer).setUint32(copy.length - SOA_NUMBERS, serial)
  return copy
}

/** Octets of the numbers at the end of an SOA, the serial first (RFC 1035 §3.3.13). */
const SOA_NUMBERS = 20

function flawOf({ owner, type, ttl, records }: SetGoal, { apex }: Zone): Said | undefined {
  const about = { type: typeName(type), name: nameText(owner) }
  const isApex = sameName(owner, 0, apex, 0)
  if (type === Type.SOA && !isApex) return say('change-soa-elsewhere', { name: about.name })
  // RFC 1034 §4.2.1: a zone has an SOA and nameservers.
  if (isApex && (type === Type.SOA || type === Type.NS) && records.size === 0) return say('change-kept', about)
  if (records.size > 0 && ttl === undefined) return say('change-needs-ttl', about)
  return isSingle(type) && records.size > 1 ? say('change-several', about) : undefined
}

function recordsOf(goals: readonly SetGoal[], { zone, layer }: JudgedFace): UpdateRecord[] {
  const removed: UpdateRecord[] = []
  const added: UpdateRecord[] = []
  const late: UpdateRecord[] = []
  for (const { owner, type, before, ttl = before.ttl, records, named, leases } of goals) {
    const own = layer.get(owner, type)?.added
    // RFC 2136 §3.4.2.4: an update never deletes the last NS at the apex, so new ones come before.
    const away = type === Type.NS ? late : removed
    if (type !== Type.SOA)
      for (const [key, rdata] of before.records)
        if (!records.has(key)) away.push({ owner, type, class: Class.NONE, ttl: 0, rdata })
    for (const [key, rdata] of records) {
      // A new TTL holds for the whole set as soon as one record has it; the other records keep their ends.
      if (!named.has(key)) continue
      const isThere = before.records.has(key) && before.ttl === ttl
      if (isThere && own?.get(key)?.until === undefined) continue
      const data = type === Type.SOA ? withSerial(rdata, nextSerial(zone.serial)) : rdata
      added.push({ owner, type, class: Class.IN, ttl, rdata: data, lease: leases.get(key) })
    }
  }
  return [...removed, ...added, ...late]
}

/** What an update would leave out because it may not stand beside the records that are there (RFC 2136 §3.4.2.2). */
function passedOver(records: readonly UpdateRecord[], goals: readonly SetGoal[], zone: Zone): Said | undefined {
  const working = new WorkingSets(zone)
  for (const { owner, type, class: klass, ttl, rdata } of records)
    if (klass === Class.IN) working.add(owner, type, rdata, ttl, undefined)
    else working.deleteRecord(owner, type, rdata)
  for (const { owner, type, records } of goals) {
    const there = working.typesAt(owner)
    if (records.size === 0 || there.includes(type)) continue
    const other = type === Type.CNAME ? there.find((one) => one !== Type.CNAME) : Type.CNAME
    return say('change-beside', {
      ...{ type: typeName(type), name: nameText(owner) },
      other: typeName(other ?? Type.CNAME),
    })
  }
  return undefined
}
