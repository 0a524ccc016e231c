// Judges one message for one face: whether the message may change it, and to what. Values go in, a value comes out: the desk carries out the
// judgement, a dry run only shows it.
//
//   in the zone -> form -> permission, record by record      RFC 2136 §3.3, §3.4.1: who may change nothing learns nothing
//   -> prerequisites                                         §3.2
//   -> changes in their order                                §3.4.2

import { Class } from '../dns/classes.ts'
import { isWithin } from '../dns/name.ts'
import { nameText } from '../dns/name-text.ts'
import { Rcode } from '../dns/rcodes.ts'
import type { Said } from '../dns/said.ts'
import { isMetaType, Type, typeName } from '../dns/types.ts'
import { NEVER_BY_MESSAGE, type UpdateRule } from '../text/config/updates.ts'
import type { Update, UpdateRecord } from '../wire/update-message.ts'
import type { Changeset } from '../zone/changeset.ts'
import { sealOf } from '../zone/seal.ts'
import type { Zone } from '../zone/zone.ts'
import type { By, LayerSet, LayerSets } from './entry.ts'
import { isSameSet, layerSetOf } from './layer-set.ts'
import { grantedLease } from './lease.ts'
import { changesTo, stateOf, stateOver, type WantedState } from './overlay.ts'
import { mayChangeSomething, type Permission, permission, type Unmet, type Who } from './policy.ts'
import { unmetPrerequisite } from './prerequisites.ts'
import { refusal, type UpdateRefusal } from './refusal.ts'
import { say } from './says.ts'
import { WorkingSets } from './working-sets.ts'

/** A face as a message finds it. */
export type JudgedFace = {
  readonly view: string
  /** The newest edition, which is served. */
  readonly zone: Zone
  /** What its source says. */
  readonly base: Zone
  readonly layer: LayerSets
  /** Whether earlier changes at the owner are withheld: nobody may add to what nobody is shown. */
  readonly isWithheld?: (owner: Uint8Array) => boolean
}

export type Judgement =
  | UpdateRefusal
  | {
      readonly kind: 'good'
      /** The changes that the message wants; with an SOA only if the message brings one. */
      readonly changes: Changeset
      /** The layer's sets of the rrsets that change. */
      readonly sets: readonly LayerSet[]
      /** The shortest lease granted to a record that the message adds, in seconds. */
      readonly lease: GrantedLease
    }

export type GrantedLease = { readonly record: number | undefined; readonly key: number | undefined }

/** The shorter lease, which holds in both faces. */
export function leastLease(a: GrantedLease, b: GrantedLease): GrantedLease {
  return { record: min(a.record, b.record), key: min(a.key, b.key) }
}

export type Asking = Who & {
  readonly by: By
  /** Milliseconds of the wall clock. */
  readonly now: number
}

/** Why the message is refused whatever the zone has, as far as the rules alone can say. */
export function refusedBeforehand(
  update: Update,
  face: JudgedFace,
  rules: readonly UpdateRule[],
  who: Who,
): UpdateRefusal | undefined {
  const permitted = permittedChanges(update, face, rules, who)
  return 'kind' in permitted ? permitted : undefined
}

export function judgeUpdate(update: Update, face: JudgedFace, rules: readonly UpdateRule[], asking: Asking): Judgement {
  const permitted = permittedChanges(update, face, rules, asking)
  if ('kind' in permitted) return permitted
  const withheld = permitted.find(({ record }) => face.isWithheld?.(record.owner))
  if (withheld !== undefined) return refusedAt(withheld.record.owner, face)
  const unmet = unmetPrerequisite(update.prerequisites, face.zone)
  if (unmet !== undefined) return unmet
  const working = new WorkingSets(face.zone)
  for (const one of permitted) apply(working, one)
  return outcome(working, face, asking, leaseOf(permitted))
}

export function refusedAt(owner: Uint8Array, { zone, view }: JudgedFace): UpdateRefusal {
  const about = { name: nameText(owner), zone: nameText(zone.apex), view }
  return refusal(Rcode.REFUSED, say('update-withheld', about))
}

/** `lease`: in seconds, for a record to add. */
type PermittedChange = { readonly record: UpdateRecord; readonly lease: number | undefined }

function permittedChanges(
  { changes, lease }: Update,
  face: JudgedFace,
  rules: readonly UpdateRule[],
  who: Who,
): PermittedChange[] | UpdateRefusal {
  const { zone, view } = face
  // Prerequisites tell what the zone has: so a message with nothing else needs a client that may change something.
  if (changes.length === 0 && !mayChangeSomething(rules, who, { view, origin: zone.apex }))
    return refusal(Rcode.REFUSED, say('update-denied-all', { zone: nameText(zone.apex), view }))
  const permitted: PermittedChange[] = []
  for (const record of changes) {
    const flaw = formFlaw(record, zone)
    if (flaw !== undefined) return flaw
    const granted = permissionOf(record, face, rules, who)
    if (granted.kind === 'denied') return refusal(Rcode.REFUSED, whyDenied(granted, record))
    // RFC 9664 §4.1: in the short form, one lease holds for KEY records too.
    const wanted = record.lease ?? (record.type === Type.KEY ? (lease?.key ?? lease?.record) : lease?.record)
    // No lease for an SOA: a zone without one is no zone.
    permitted.push({ record, lease: record.type === Type.SOA ? undefined : grantedLease(wanted, granted.rule) })
  }
  const seal = permitted.length === 0 ? undefined : sealOf(zone)
  if (seal === undefined) return permitted
  return refusal(Rcode.REFUSED, say('update-of-signed', { zone: nameText(zone.apex), view }))
}

/** RFC 2136 §3.4.1.2 */
function formFlaw({ owner, type, class: klass, ttl, rdata }: UpdateRecord, zone: Zone): UpdateRefusal | undefined {
  const malformed = (why: Said) => refusal(Rcode.FORMERR, say('update-bad-record', { name: nameText(owner), why }))
  if (!isWithin(owner, 0, zone.apex, 0))
    return refusal(Rcode.NOTZONE, say('update-outside', { name: nameText(owner), zone: nameText(zone.apex) }))
  if (klass !== Class.IN && klass !== Class.ANY && klass !== Class.NONE)
    return malformed(say('update-bad-class', { class: klass }))
  if (isMetaType(type) && !(klass === Class.ANY && type === Type.ANY))
    return malformed(say('update-bad-type', { type: typeName(type) }))
  if (klass !== Class.IN && ttl !== 0) return malformed(say('update-ttl-not-0'))
  if (klass === Class.ANY && rdata.length > 0) return malformed(say('update-data-there'))
  if (NEVER_BY_MESSAGE.has(type))
    return refusal(Rcode.REFUSED, say('update-by-hand', { type: typeName(type), name: nameText(owner) }))
  return undefined
}

/** To delete a name, a client needs permission for each of its types. */
function permissionOf(
  { owner, type }: UpdateRecord,
  { view, zone }: JudgedFace,
  rules: readonly UpdateRule[],
  who: Who,
): Permission & { readonly type?: number } {
  const where = { view, origin: zone.apex }
  if (type !== Type.ANY) return permission(rules, who, where, owner, type)
  const isApex = owner.length === zone.apex.length
  let granted = permission(rules, who, where, owner, undefined)
  for (const one of new WorkingSets(zone).typesAt(owner)) {
    // RFC 2136 §3.4.2.3: SOA and NS stay.
    if (isApex && (one === Type.SOA || one === Type.NS)) continue
    if (granted.kind === 'denied') return granted
    granted = permission(rules, who, where, owner, one)
    if (granted.kind === 'denied') return { ...granted, type: one }
  }
  return granted
}

/** In words, for operators. */
export function whyDenied(
  denied: Permission & { kind: 'denied' } & { readonly type?: number },
  record: Pick<UpdateRecord, 'owner' | 'type'>,
): Said {
  const about = { type: typeName(denied.type ?? record.type), name: nameText(record.owner) }
  const { nearest } = denied
  if (nearest === undefined) return say('update-denied', about)
  return denials[nearest.unmet]({ ...about, line: nearest.rule.place.line })
}

type DeniedOf = { readonly type: string; readonly name: string; readonly line: number }

const denials: Readonly<Record<Unmet, (about: DeniedOf) => Said>> = {
  key: ({ type, name }) => say('update-denied-key', { type, name }),
  from: (about) => say('update-denied-from', about),
  zones: (about) => say('update-denied-zones', about),
  views: (about) => say('update-denied-views', about),
  proof: (about) => say('update-denied-proof', about),
  names: (about) => say('update-denied-names', about),
  types: (about) => say('update-denied-types', about),
}

function apply(working: WorkingSets, { record, lease }: PermittedChange): void {
  const { owner, type, class: klass, ttl, rdata } = record
  // RFC 2181 §8: a TTL with the first bit set counts as 0.
  if (klass === Class.IN) working.add(owner, type, rdata, ttl > MAX_TTL ? 0 : ttl, lease)
  else if (klass === Class.NONE) working.deleteRecord(owner, type, rdata)
  else if (type === Type.ANY) working.deleteName(owner)
  else working.deleteSet(owner, type)
}

const MAX_TTL = 0x7fffffff

function leaseOf(permitted: readonly PermittedChange[]): GrantedLease {
  const least = (ofKeys: boolean) =>
    permitted
      .filter(({ record }) => record.class === Class.IN && (record.type === Type.KEY) === ofKeys)
      .reduce<number | undefined>((least, { lease }) => min(least, lease), undefined)
  return { record: least(false), key: least(true) }
}

function min(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return Math.min(a, b)
}

function outcome(
  working: WorkingSets,
  { zone, base, layer }: JudgedFace,
  { by, now }: Asking,
  lease: GrantedLease,
): Judgement {
  const sets: LayerSet[] = []
  const wanted: WantedState[] = []
  for (const set of working.touched()) {
    const { owner, type, records } = set
    // Skips the zone's own SOA, whose serial has moved on.
    if (type === Type.SOA && ![...records.values()].some(({ addition }) => addition !== undefined)) continue
    const below = stateOf(base, owner, type)
    const before = layer.get(owner, type)
    const after = layerSetOf(set, { below, before, served: stateOf(zone, owner, type), by, now })
    if (!isSameSet(before, after)) sets.push(after)
    wanted.push({ owner, type, state: stateOver(below, after, now) })
  }
  return { kind: 'good', changes: changesTo(zone, wanted), sets, lease }
}
