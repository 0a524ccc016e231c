// What leads to nowhere in a face that was made from another: hosts whose addresses were left out, and what names them.

import { termName } from '../check/mail/spf-record.ts'
import { NameFinder, Where } from '../check/name-finder.ts'
import { tellFields } from '../check/told.ts'
import { isWildcard, isWithin, sameName } from '../dns/name.ts'
import { targetOf } from '../dns/rdata/rdata.ts'
import { Type } from '../dns/types.ts'
import { type Member, ZoneSet } from '../zone/zone-set.ts'
import { nameKey } from './layers.ts'
import { withoutTerms } from './policies.ts'
import { builderOf, type FaceRecord } from './records.ts'

export type MadeFace = {
  readonly origin: Uint8Array
  records: readonly FaceRecord[]
  /** The face that it was made from, and the zones beside that one. */
  readonly before: readonly FaceRecord[]
  readonly around: ZoneSet
}

/**
 * Removes from the faces, all made for one view, what led somewhere in the view they come from and does not in their own. Yields
 * where it may be interrupted.
 */
export function* dropDangling(faces: readonly MadeFace[], beside: readonly Member[]): Generator<void, void> {
  for (let changed = true; changed; ) {
    const made: Member[] = []
    for (const { origin, records } of faces) {
      made.push({ apex: origin, zone: builderOf(origin, records).finish() })
      yield
    }
    const now = new NameFinder(new ZoneSet([...beside, ...made]))
    changed = false
    for (const face of faces) {
      const then = new NameFinder(face.around)
      const gone = hostsGone(face)
      const glueless = glueLost(face)
      const policies = face.records.map((record) => withoutLostTerms(record, then, now))
      if (policies.some((record, i) => record !== face.records[i])) changed = true
      const left = policies.filter(({ owner, type, rdata }) => {
        if (gone.has(nameKey(owner)) || leadsNowhere(type, rdata, then, now)) return false
        if (type === Type.DNAME && isSubtreeLost(rdata, then, now)) return false
        return !(type === Type.NS && glueless.has(nameKey(rdata)))
      })
      if (left.length < face.records.length) changed = true
      face.records = withoutLostCuts(face, left)
      yield
    }
  }
}

/** Nameservers in the zone that had an address, for a delegation or themselves, and have none any more. */
function glueLost({ records, before }: MadeFace): Set<string> {
  const hosts = (list: readonly FaceRecord[]) =>
    new Set(list.filter(({ type }) => type === Type.A || type === Type.AAAA).map(({ owner }) => nameKey(owner)))
  const left = hosts(records)
  return new Set([...hosts(before)].filter((host) => !left.has(host)))
}

/** What was glue or hidden below a delegation does not come to light when the delegation goes. */
function withoutLostCuts({ origin, before }: MadeFace, left: readonly FaceRecord[]): readonly FaceRecord[] {
  const isCut = ({ owner, type }: FaceRecord) => type === Type.NS && !sameName(owner, 0, origin, 0)
  const kept = new Set(left.filter(isCut).map(({ owner }) => nameKey(owner)))
  const lost = before.filter((record) => isCut(record) && !kept.has(nameKey(record.owner))).map(({ owner }) => owner)
  return lost.length === 0 ? left : left.filter(({ owner }) => !lost.some((cut) => isWithin(owner, 0, cut, 0)))
}

const REACHED: ReadonlySet<Where> = new Set([Where.host, Where.alias])
const LOST: ReadonlySet<Where> = new Set([Where.noAddress, Where.missing, Where.elsewhere])

/** Whether a host that the record names was there and is not any more. The SOA stays, whatever it names. */
function leadsNowhere(type: number, rdata: Uint8Array, then: NameFinder, now: NameFinder): boolean {
  if (type === Type.SOA || type === Type.DNAME) return false
  let lost = false
  tellFields(type, rdata, 0, rdata.length, {
    name: (bytes, at) => {
      lost ||= bytes[at] !== 0 && REACHED.has(then.find(bytes, at)) && LOST.has(now.find(bytes, at))
    },
  })
  return lost
}

/** The record, or the policy without the terms that name hosts which are gone. */
function withoutLostTerms(record: FaceRecord, then: NameFinder, now: NameFinder): FaceRecord {
  const left = withoutTerms(record.type, record.rdata, (term) => {
    const name = termName(term)
    return name !== undefined && REACHED.has(then.find(name, 0)) && LOST.has(now.find(name, 0))
  })
  return left === undefined ? record : { ...record, rdata: left }
}

/** RFC 6672 §2.2: names below the target are what is wanted; it needs no address of its own. */
function isSubtreeLost(target: Uint8Array, then: NameFinder, now: NameFinder): boolean {
  return SUBTREE.has(then.find(target, 0)) && NO_SUBTREE.has(now.find(target, 0))
}

const SUBTREE: ReadonlySet<Where> = new Set([Where.host, Where.alias, Where.noAddress])
const NO_SUBTREE: ReadonlySet<Where> = new Set([Where.missing, Where.elsewhere])

/**
 * Names that had an address or were an alias, have neither any more, and take no mail: what is left tells of a host that is not
 * there. So does what stands below it under underscored labels (RFC 8552), unless it leads on to where there is something.
 */
function hostsGone({ origin, records, before }: MadeFace): Set<string> {
  const left = typesByName(records)
  const gone = new Set<string>()
  for (const [key, had] of typesByName(before)) {
    const has = left.get(key)
    if (HOST_TYPES.some((type) => had.has(type)) && !STAYING.some((type) => has?.has(type))) gone.add(key)
  }
  gone.delete(nameKey(origin))
  const leading = new Set(records.filter(leadsOn).map(({ owner }) => nameKey(owner)))
  for (const { owner } of records) {
    const host = underscoredHost(owner)
    if (host && gone.has(nameKey(host)) && !leading.has(nameKey(owner))) gone.add(nameKey(owner))
  }
  return gone
}

const HOST_TYPES = [Type.A, Type.AAAA, Type.CNAME] as const
/** With one of these a name is more than a host without an address. */
const STAYING = [...HOST_TYPES, Type.MX, Type.NS] as const

function typesByName(records: readonly FaceRecord[]): Map<string, Set<number>> {
  const names = new Map<string, Set<number>>()
  for (const { owner, type } of records) {
    const key = nameKey(owner)
    const types = names.get(key)
    if (types) types.add(type)
    else names.set(key, new Set([type]))
  }
  return names
}

/** A service may be somewhere else than the host whose name it has. */
function leadsOn({ type, rdata }: FaceRecord): boolean {
  if (type === Type.A || type === Type.AAAA) return true
  const at = type === Type.PTR ? 0 : targetOf(type, rdata, 0)
  return at >= 0 && rdata[at] !== 0
}

/** `printer` of `_443._tcp.printer` and of `*._tcp.printer`; undefined where there is no underscored label. */
function underscoredHost(owner: Uint8Array): Uint8Array | undefined {
  const first = isWildcard(owner) ? 2 : 0
  let at = first
  while (owner[at + 1] === UNDERSCORE) at += owner[at]! + 1
  return at === first ? undefined : owner.subarray(at)
}

const UNDERSCORE = 0x5f
