// What leads to nowhere in a face that was made from another: hosts whose addresses were left out, and what names them.

import { NameFinder, Where } from '../check/name-finder.ts'
import { isWithin, sameName } from '../dns/name.ts'
import { targetOf } from '../dns/rdata/rdata.ts'
import { Type } from '../dns/types.ts'
import { type Member, ZoneSet } from '../zone/zone-set.ts'
import { nameKey } from './layers.ts'
import { builderOf, type FaceRecord } from './records.ts'

export type MadeFace = {
  readonly origin: Uint8Array
  records: readonly FaceRecord[]
  /** The face that it was made from, and the zones beside that one. */
  readonly before: readonly FaceRecord[]
  readonly around: ZoneSet
}

/** Removes from the faces, all made for one view, what led somewhere in the view they come from and does not in their own. */
export function dropDangling(faces: readonly MadeFace[], beside: readonly Member[]): void {
  for (let changed = true; changed; ) {
    const made = faces.map(({ origin, records }) => ({ apex: origin, zone: builderOf(origin, records).finish() }))
    const now = new NameFinder(new ZoneSet([...beside, ...made]))
    changed = false
    for (const face of faces) {
      const then = new NameFinder(face.around)
      const gone = hostsGone(face)
      const glueless = glueLost(face)
      const left = face.records.filter(({ owner, type, rdata }) => {
        if (gone.has(nameKey(owner)) || leadsNowhere(type, rdata, then, now)) return false
        return !(type === Type.NS && glueless.has(nameKey(rdata)))
      })
      if (left.length < face.records.length) changed = true
      face.records = withoutLostCuts(face, left)
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

function leadsNowhere(type: number, rdata: Uint8Array, then: NameFinder, now: NameFinder): boolean {
  const at = NAMING.has(type) ? 0 : targetOf(type, rdata, 0)
  if (at < 0 || rdata[at] === 0) return false
  return REACHED.has(then.find(rdata, at)) && LOST.has(now.find(rdata, at))
}

const NAMING: ReadonlySet<number> = new Set([Type.CNAME, Type.PTR])

/** Names that had an address or were an alias, have neither any more, and take no mail: what is left tells of a host that is not there. */
function hostsGone({ origin, records, before }: MadeFace): Set<string> {
  const typesOf = (list: readonly FaceRecord[]) => {
    const names = new Map<string, Set<number>>()
    for (const { owner, type } of list) {
      const types = names.get(nameKey(owner)) ?? new Set()
      names.set(nameKey(owner), types.add(type))
    }
    return names
  }
  const had = typesOf(before)
  const gone = new Set<string>()
  for (const [key, types] of typesOf(records)) {
    const isHost = HOST_TYPES.some((type) => types.has(type))
    const wasHost = HOST_TYPES.some((type) => had.get(key)?.has(type))
    if (wasHost && !isHost && !types.has(Type.MX) && !types.has(Type.NS)) gone.add(key)
  }
  if (records.some(({ owner }) => sameName(owner, 0, origin, 0))) gone.delete(nameKey(origin))
  return gone
}

const HOST_TYPES = [Type.A, Type.AAAA, Type.CNAME] as const
