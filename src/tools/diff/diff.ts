// Compares two views rrset by rrset, not by text, and marks the differences that the configuration expects.

import { compareNames, sameName } from '../../dns/name.ts'
import { nameText, readName } from '../../dns/name-text.ts'
import { typeCode, typeName } from '../../dns/types.ts'
import type { LoadedFace, LoadedViews } from '../../supply/load.ts'
import { type PlainSet, plainSets, setKey } from '../../supply/plain-sets.ts'
import { matchesName } from '../../text/config/matches-name.ts'
import type { ReviewedSetting } from '../../text/config/one-source.ts'
import type { Settings, ZoneSetting } from '../../text/config/settings.ts'
import { writtenAs } from '../../text/config/sources.ts'
import { inForce, isExpired, placeText, today } from './reviewed.ts'

export type DiffReport = {
  readonly views: readonly [string, string]
  /** In the order of the configuration, then in canonical order. */
  readonly differences: readonly Difference[]
  /** Zones that one of the views could not load: we can say nothing of them. */
  readonly refused: readonly string[]
  /** Expected differences that do not exist. */
  readonly unused: readonly { readonly at: string; readonly reason: string }[]
}

export type Difference = {
  readonly zone: string
  /** Missing where only one view has the zone. */
  readonly name?: string
  readonly type?: string
  /** What each view has; undefined where it has nothing. */
  readonly sides: readonly [Side | undefined, Side | undefined]
  readonly state: 'new' | 'expected' | 'expired'
  /** Why the configuration expects it, until when, and where it says so. */
  readonly reason?: string
  readonly until?: string
  readonly at?: string
}

export type Side = { readonly ttl?: number; readonly records: readonly SideRecord[] }
export type SideRecord = { readonly rdata: string; readonly file?: string; readonly line?: number }

export type DiffRequest = {
  /** Indices of the two views. */
  readonly views: readonly [number, number]
  /** Compares this zone alone; wire form. */
  readonly zone?: Uint8Array | undefined
  /** `2027-03-31` */
  readonly today: string
}

export function diffViews(settings: Settings, { faces }: LoadedViews, request: DiffRequest): DiffReport {
  const [left, right] = request.views
  const expectations = settings.expectedDifferences.filter(
    ({ views }) => views.length === 0 || (views.includes(left) && views.includes(right)),
  )
  const used = new Set<ReviewedSetting>()
  const differences: Difference[] = []
  const refused: ZoneSetting[] = []
  for (const zone of settings.zones) {
    const { origin, name } = zone
    if (request.zone && !sameName(origin, 0, request.zone, 0)) continue
    const [a, b] = request.views.map((view) => faces.find((face) => face.view === view && face.name === name))
    if ([a, b].some((face) => face !== undefined && face.zone === undefined)) refused.push(zone)
    else if (a?.zone !== b?.zone)
      for (const found of compareFaces(name, a, b)) {
        const covering = expectations.filter((one) => covers(one, origin, found))
        for (const one of covering) used.add(one)
        const expectation = inForce(covering, request.today)
        differences.push({ ...found.difference, ...stateOf(expectation, request.today) })
      }
  }
  const unused = expectations
    .filter((one) => !used.has(one) && isLookedAt(one, settings, request, refused))
    .map((one) => ({ at: placeText(one), reason: one.reason }))
  const names = request.views.map((view) => settings.views[view]!.name) as [string, string]
  return { views: names, differences, refused: refused.map(({ name }) => name), unused }
}

/** Whether we compared all that the expectation is about: other views, or refused zones, may still have it. */
function isLookedAt(
  { zone, views }: ReviewedSetting,
  settings: Settings,
  request: DiffRequest,
  refused: readonly ZoneSetting[],
): boolean {
  if (request.zone || (views.length || settings.views.length) > 2) return false
  return refused.every(({ origin }) => zone !== undefined && !sameName(origin, 0, zone, 0))
}

type Found = {
  readonly owner: Uint8Array
  /** 0: the zone as a whole. */
  readonly type: number
  readonly difference: Omit<Difference, 'state'>
}

function compareFaces(zone: string, a: LoadedFace | undefined, b: LoadedFace | undefined): Found[] {
  const whole = (face: LoadedFace | undefined): Side | undefined =>
    face && { records: [{ rdata: `${count(face)} names`, file: writtenAs(face.face.source) }] }
  if (a?.zone === undefined || b?.zone === undefined)
    return [{ owner: (a ?? b)!.origin, type: 0, difference: { zone, sides: [whole(a), whole(b)] } }]
  return compareSets(plainSets(a.zone, a.lines), plainSets(b.zone, b.lines)).map(({ owner, type, sides }) => ({
    owner,
    type,
    difference: { zone, name: nameText(owner), type: typeName(type), sides },
  }))
}

function count({ zone }: LoadedFace): number {
  return zone?.nodes ?? 0
}

type SetDifference = {
  readonly owner: Uint8Array
  readonly type: number
  readonly sides: readonly [Side | undefined, Side | undefined]
}

/** The rrsets that are not the same in both lists, in canonical order. */
export function compareSets(left: readonly PlainSet[], right: readonly PlainSet[]): SetDifference[] {
  const others = new Map(right.map((set) => [setKey(set), set]))
  const found: SetDifference[] = []
  const ours = new Set<string>()
  for (const set of left) {
    const key = setKey(set)
    ours.add(key)
    const other = others.get(key)
    if (other === undefined || !isSame(set, other))
      found.push({ owner: set.owner, type: set.type, sides: [side(set), other && side(other)] })
  }
  for (const set of right)
    if (!ours.has(setKey(set))) found.push({ owner: set.owner, type: set.type, sides: [undefined, side(set)] })
  return found.sort((a, b) => compareNames(a.owner, 0, b.owner, 0) || a.type - b.type)
}

function isSame(a: PlainSet, b: PlainSet): boolean {
  if (a.ttl !== b.ttl || a.records.length !== b.records.length) return false
  return a.records.every(({ key }, i) => key === b.records[i]!.key)
}

function side({ ttl, records }: PlainSet): Side {
  return { ttl, records: records.map(({ key: _, ...record }) => record) }
}

/** The differences that the configuration expects between two views; ask for each rrset. */
export class Expectations {
  readonly #all: readonly ReviewedSetting[]
  readonly #today = today()

  constructor({ expectedDifferences }: Settings, [left, right]: readonly [number, number]) {
    this.#all = expectedDifferences.filter(
      ({ views }) => views.length === 0 || (views.includes(left) && views.includes(right)),
    )
  }

  /** `type`: undefined for the zone as a whole. */
  about(
    zone: Uint8Array,
    name: string,
    type: string | undefined,
  ): Pick<Difference, 'state' | 'reason' | 'until' | 'at'> {
    if (this.#all.length === 0) return { state: 'new' }
    const owner = readName(name)
    const code = type === undefined ? 0 : (typeCode(type) ?? 0)
    const covering = this.#all.filter((one) => typeof owner !== 'string' && covers(one, zone, { owner, type: code }))
    return stateOf(inForce(covering, this.#today), this.#today)
  }
}

function covers(one: ReviewedSetting, zone: Uint8Array, { owner, type }: Pick<Found, 'owner' | 'type'>): boolean {
  if (one.zone && !sameName(one.zone, 0, zone, 0)) return false
  if (one.name && !matchesName(one.name, owner)) return false
  return one.type === undefined || one.type === type
}

function stateOf(
  one: ReviewedSetting | undefined,
  today: string,
): Pick<Difference, 'state' | 'reason' | 'until' | 'at'> {
  if (one === undefined) return { state: 'new' }
  const { reason, until } = one
  return {
    state: isExpired(one, today) ? 'expired' : 'expected',
    reason,
    ...(until && { until }),
    at: placeText(one),
  }
}
