// Zones of a view as they are passed to other threads: by columns in shared memory, for ten thousand members may come at once that have no
// zone yet.

import type { Entries } from '../lists/entries.ts'
import { LiveEntries } from '../lists/live/live-entries.ts'
import type { SharedTable } from '../lists/live/live-table.ts'
import { steadyNow } from '../system/clocks.ts'
import type { Edition } from '../zone/edition.ts'
import { Expiry } from '../zone/expiry.ts'
import { LateMember, LateZone } from '../zone/late-member.ts'
import type { Zone } from '../zone/zone.ts'
import type { Member, OnlineDenial } from '../zone/zone-set.ts'

/** The entries added to a list while it is served: all threads read the same table. */
type SharedLive = { readonly table: SharedTable; readonly ttl: number }

/** A zone; undefined where none is served. `edition`: undefined where it is the first of the image. */
export type SharedZone = { readonly image: SharedArrayBuffer; readonly edition: Edition | undefined } | undefined

/** A column is undefined where every member has nothing there. */
export type SharedMembers = {
  /** The place of each member (places.ts); undefined where these are the members' numbers. */
  readonly places: Int32Array | undefined
  readonly count: number
  /** Names in wire form, one behind the other. */
  readonly apexes: Uint8Array
  readonly zones: readonly SharedZone[] | undefined
  readonly withheld: readonly boolean[] | undefined
  readonly expiries: SharedExpiries | undefined
  readonly lives: readonly (SharedLive | undefined)[] | undefined
  readonly online: readonly (OnlineDenial | undefined)[] | undefined
}

/** `at`: for each member two numbers: the index of its words, and of its word in them; the first is -1 where it has none. */
type SharedExpiries = { readonly words: readonly Uint32Array[]; readonly at: Int32Array }

export function shareMembers(members: readonly Member[], places: Int32Array | undefined): SharedMembers {
  const apexes = new Uint8Array(new SharedArrayBuffer(members.reduce((octets, { apex }) => octets + apex.length, 0)))
  for (let i = 0, end = 0; i < members.length; end += members[i]!.apex.length, i++) apexes.set(members[i]!.apex, end)
  return {
    places: places && inSharedMemory(places),
    count: members.length,
    apexes,
    zones: columnOf(members, ({ zone }) => shareZone(zone)),
    withheld: columnOf(members, ({ withheld }) => withheld || undefined)?.map(Boolean),
    expiries: shareExpiries(members),
    lives: columnOf(members, ({ live }) => shareLive(live)),
    online: columnOf(members, ({ online }) => online),
  }
}

/** Gives the members with their places. No zone is opened before it is needed; views that show the same image get the same Zone. */
export function* openMembers(shared: SharedMembers, open: OpenZone): Generator<[place: number, member: Member]> {
  const { places, count, apexes, zones, withheld, expiries, lives, online } = shared
  for (let i = 0, at = 0; i < count; i++) {
    const end = endOf(apexes, at)
    const live = lives?.[i]
    const member = {
      apex: apexes.slice(at, end),
      withheld: withheld?.[i] ?? false,
      online: online?.[i],
      expiry: expiries && openExpiry(expiries, i),
      live: live && new LiveEntries(live.table, live.ttl, steadyNow),
    }
    yield [places?.[i] ?? i, new LateMember(member, open(zones?.[i]))]
    at = end
  }
}

export type OpenZone = (zone: SharedZone) => LateZone | undefined

export function opener(): OpenZone {
  const known = new Map<SharedArrayBuffer, LateZone>()
  return (zone) => {
    if (zone === undefined) return undefined
    const late = known.get(zone.image)
    if (late?.number === (zone.edition?.number ?? 0)) return late
    const made = new LateZone(zone.image, zone.edition)
    known.set(zone.image, made)
    return made
  }
}

export function shareZone(zone: Zone | undefined): SharedZone {
  return zone && { image: zone.image, edition: zone.isFirst ? undefined : zone.edition }
}

function shareLive(live: Entries | undefined): SharedLive | undefined {
  return live instanceof LiveEntries ? { table: live.shared, ttl: live.mostTtl } : undefined
}

function shareExpiries(members: readonly Member[]): SharedExpiries | undefined {
  if (members.every(({ expiry }) => expiry === undefined)) return undefined
  const words: Uint32Array[] = []
  const numbers = new Map<Uint32Array, number>()
  const at = new Int32Array(new SharedArrayBuffer(members.length * 2 * Int32Array.BYTES_PER_ELEMENT)).fill(-1)
  for (let i = 0; i < members.length; i++) {
    const { expiry } = members[i]!
    if (expiry === undefined) continue
    const number = numbers.get(expiry.words) ?? words.push(expiry.words) - 1
    numbers.set(expiry.words, number)
    at[i * 2] = number
    at[i * 2 + 1] = expiry.at
  }
  return { words, at }
}

function openExpiry({ words, at }: SharedExpiries, i: number): Expiry | undefined {
  const number = at[i * 2]!
  return number < 0 ? undefined : new Expiry(words[number], at[i * 2 + 1])
}

function columnOf<T>(
  members: readonly Member[],
  cell: (member: Member) => T | undefined,
): (T | undefined)[] | undefined {
  let column: (T | undefined)[] | undefined
  for (let i = 0; i < members.length; i++) {
    const one = cell(members[i]!)
    if (one === undefined) continue
    column ??= new Array<T | undefined>(members.length).fill(undefined)
    column[i] = one
  }
  return column
}

export function inSharedMemory(numbers: Int32Array): Int32Array {
  const shared = new Int32Array(new SharedArrayBuffer(numbers.byteLength))
  shared.set(numbers)
  return shared
}

/** Where the name in wire form that begins at `at` ends. */
function endOf(apexes: Uint8Array, at: number): number {
  let end = at
  while (apexes[end] !== 0) end += apexes[end]! + 1
  return end + 1
}
