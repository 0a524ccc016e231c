// The leased lists: judges requests, writes entries down, and has them answered until they end.

import { ROOT } from '../../dns/name.ts'
import { fitsName, isNever, type ListEntry } from '../../lists/live/entry.ts'
import { LiveEntries } from '../../lists/live/live-entries.ts'
import { type LiveEntry, LiveTable, LONGEST } from '../../lists/live/live-table.ts'
import type { Value } from '../../lists/live/values.ts'
import { whyOf } from '../../system/why.ts'
import type { ListSetting } from '../../text/config/lists.ts'
import { Clock, type Time } from '../clock.ts'
import { Log, type LogOptions } from '../log.ts'
import { compactAside } from './compacting.ts'
import { LEASES_VERSION, type LeaseRecord, leaseKey, listKey, readLease, writeLease } from './lease-record.ts'
import {
  isLeased,
  type LeaseCounts,
  type LeasedSetting,
  type LeaseOutcome,
  type LeaseRefusal,
  type LeaseRequest,
  takesFamily,
} from './lease-terms.ts'
import { type List, limitOf } from './leased-list.ts'
import { NOTED, NotedTime } from './noted-time.ts'
import { type HeldLease, StillHeld } from './still-held.ts'
import { Versions } from './versions.ts'

export type LeasesOptions = Pick<LogOptions, 'onTorn' | 'disk'> & {
  readonly time: Time
  /** Milliseconds since 1970. */
  readonly wall: () => number
  /** Called when a smaller log could not be written. */
  readonly onBulky: (error: unknown) => void
  /** From so many octets on, the log writes itself anew, smaller. */
  readonly bulky?: number
  readonly onFault: (error: unknown) => void
}

const BULKY = 1 << 24
/** In octets: room for some seven hundred records. */
const ROOM = 1 << 16
/** How many entries end in one go before other work has a turn. */
const AT_ONCE = 500
/** A list reserves room for at least so many entries while Janus runs; untouched room takes no memory. */
const LEAST_ROOM = 1_000_000
/** Fewest milliseconds between two looks for ended entries. */
const PAUSE = 100

export class Leases {
  /** Called with a list whose entries differ from its newest version. */
  onChanged: (origin: Uint8Array) => void = () => {}
  readonly #options: LeasesOptions
  readonly #log: Log
  readonly #clock: Clock
  readonly #lists = new Map<string, List>()
  readonly #noted: NotedTime
  #bulky: number
  /** Entries of earlier processes, for lists that nobody has asked for yet. */
  #found: Map<string, HeldLease[]> = new Map()
  /** Both clocks when these were read; if somebody had set the wall clock back, the last time that was noted. */
  readonly #opened: { readonly now: number; readonly wall: number }
  #compacting: Promise<void> | undefined

  private constructor(log: Log, options: LeasesOptions, seen: number) {
    this.#log = log
    this.#options = options
    this.#bulky = options.bulky ?? BULKY
    this.#clock = new Clock(options.time, options.onFault)
    this.#noted = new NotedTime({ ...options, append: (records) => log.append(records) })
    this.#opened = { now: options.time.now(), wall: Math.max(options.wall(), seen) }
  }

  /** Reads the entries of earlier processes. Gives a sentence if nobody must write to the file. Rejects with system errors. */
  static async open(path: string, options: LeasesOptions): Promise<Leases | string> {
    const held = new StillHeld()
    const log = await Log.open(path, { version: LEASES_VERSION, room: ROOM, ...options }, (payload) =>
      held.take(readLease(payload)),
    )
    if (typeof log === 'string') return log
    const leases = new Leases(log, options, held.seen)
    leases.#noted.begin(held.seen)
    leases.#noteNowAndThen()
    leases.#found = Map.groupBy(held.all(leases.#opened.wall), ({ list }) => listKey(list))
    return leases
  }

  /** From now on, uses these lists. */
  use(lists: readonly ListSetting[]): void {
    const leased = new Map(lists.filter(isLeased).map((one) => [listKey(one.origin), one]))
    for (const [key, list] of this.#lists) if (!leased.has(key)) list.setting = undefined
    for (const setting of leased.values()) {
      this.#listOf(setting).setting = setting
    }
  }

  /** The object that answers for the list, the same for the same setting. Undefined for a list that is not leased. */
  entriesOf(setting: ListSetting): LiveEntries | undefined {
    if (!isLeased(setting)) return undefined
    const { table, entries, versions } = this.#listOf(setting)
    const known = entries.get(setting.ttl)
    if (known !== undefined) return known
    const made = new LiveEntries(
      table.shared,
      setting.ttl,
      this.#options.time.now,
      versions.forSecondaries(setting.ttl),
    )
    entries.set(setting.ttl, made)
    return made
  }

  /** Undefined if there is no such list. */
  versionsOf(origin: Uint8Array): Versions | undefined {
    return this.#lists.get(listKey(origin))?.versions
  }

  /** Undefined if there is no such list, or it is not leased. */
  settingOf(origin: Uint8Array): LeasedSetting | undefined {
    return this.#lists.get(listKey(origin))?.setting
  }

  get settings(): LeasedSetting[] {
    return [...this.#lists.values()].flatMap(({ setting }) => setting ?? [])
  }

  /** The entry, unless it has ended. */
  get(origin: Uint8Array, entry: ListEntry): LiveEntry | undefined {
    const held = this.#lists.get(listKey(origin))?.table.get(entry)
    return held && held.end > this.#options.time.now() ? held : undefined
  }

  /** All entries. Nothing may change while the caller walks over them. */
  *each(origin: Uint8Array): Generator<LiveEntry> {
    const now = this.#options.time.now()
    const { table } = this.#lists.get(listKey(origin)) ?? {}
    if (table !== undefined) for (const one of table.each()) if (one.end > now) yield one
  }

  /** Milliseconds until the entry ends, and when that is by the wall clock. */
  ends({ end }: LiveEntry): { readonly left: number; readonly until: number } {
    const left = Math.max(end - this.#options.time.now(), 0)
    return { left, until: Math.round(this.#options.wall() + left) }
  }

  statsOf(
    origin: Uint8Array,
  ): (LeaseCounts & { readonly entries: number; readonly limit: number; readonly octets: number }) | undefined {
    const list = this.#lists.get(listKey(origin))
    if (list?.setting === undefined) return undefined
    const { table, counts } = list
    return { entries: table.size, limit: limitOf(list), octets: table.octets, ...counts }
  }

  /** Adds each entry by itself, in order. An entry reported as added is on the disk and answered. */
  async add(origin: Uint8Array, requests: readonly LeaseRequest[], by: string): Promise<LeaseOutcome[]> {
    const list = this.#lists.get(listKey(origin))
    if (list?.setting === undefined) throw new Error('cannot add: its entries do not end')
    const judged = this.#judgeAll(list, list.setting, requests, by)
    const good = judged.filter((one) => one.kind === 'good')
    try {
      if (good.length > 0) await this.#append(good.map(({ record }) => record))
    } catch (error) {
      const reason = whyOf(error)
      return judged.map((one) => this.#refused(list, one.kind === 'good' ? { why: 'disk', reason } : one))
    } finally {
      list.coming -= good.filter(({ isNew }) => isNew).length
    }
    return judged.map((one) => (one.kind === 'good' ? this.#put(list, one) : this.#refused(list, one)))
  }

  /** Removes and adds entries, all or nothing, with one write to the disk. If one is refused, the outcome says why. */
  async change(
    origin: Uint8Array,
    requests: readonly LeaseRequest[],
    removes: readonly ListEntry[],
    by: string,
  ): Promise<LeaseOutcome[]> {
    const list = this.#lists.get(listKey(origin))
    if (list?.setting === undefined) throw new Error('cannot change it: its entries do not end')
    const held = removes.filter((entry) => list.table.get(entry) !== undefined)
    const setting = list.setting
    const judged = this.#judgeAll(list, setting, requests, by)
    const good = judged.filter((one) => one.kind === 'good')
    const bad = judged.find((one) => one.kind === 'bad')
    try {
      if (bad !== undefined) return judged.map((one) => this.#refused(list, one.kind === 'bad' ? one : bad))
      const gone = held.map((entry): LeaseRecord => ({ kind: 'remove', list: origin, entry }))
      const records = [...gone, ...good.map(({ record }) => record)]
      if (records.length > 0) await this.#append(records)
    } catch (error) {
      const reason = whyOf(error)
      return [this.#refused(list, { why: 'disk', reason })]
    } finally {
      list.coming -= good.filter(({ isNew }) => isNew).length
    }
    for (const entry of held) if (this.#remove(list, entry)) list.counts.removed++
    return good.map((one) => this.#put(list, one))
  }

  /** Gives how many of the entries there were. Rejects if the disk takes nothing: then nothing has changed. */
  async remove(origin: Uint8Array, entries: readonly ListEntry[]): Promise<number> {
    const list = this.#lists.get(listKey(origin))
    const held = entries.filter((entry) => list?.table.get(entry) !== undefined)
    if (list === undefined || held.length === 0) return 0
    await this.#append(held.map((entry) => ({ kind: 'remove', list: origin, entry })))
    const now = this.#options.time.now()
    let removed = 0
    for (const entry of held) {
      const lives = (list.table.get(entry)?.end ?? 0) > now
      if (this.#remove(list, entry) && lives) removed++
    }
    list.counts.removed += removed
    return removed
  }

  /** Removes all entries and gives how many there were. Rejects as remove() does. */
  async flush(origin: Uint8Array): Promise<number> {
    const list = this.#lists.get(listKey(origin))
    if (list === undefined) return 0
    await this.#append([{ kind: 'flush', list: origin }])
    const { size } = list.table
    list.versions.noteAllGone()
    list.table.clear()
    this.onChanged(list.origin)
    list.counts.removed += size
    return size
  }

  async close(): Promise<void> {
    this.#clock.stop()
    await this.#compacting
    await this.#log.close()
  }

  #listOf({ origin, max, maxEntries }: LeasedSetting): List {
    const key = listKey(origin)
    const known = this.#lists.get(key)
    if (known !== undefined) return known
    const found = this.#found.get(key) ?? []
    this.#found.delete(key)
    // A lower limit in the configuration throws no entry out.
    const room = Math.max(maxEntries.leases, found.length, LEAST_ROOM)
    const table = new LiveTable(room, this.#opened.now)
    const list: List = {
      ...{ origin, setting: undefined, entries: new Map(), coming: 0, wakes: Number.POSITIVE_INFINITY },
      ...{ table, versions: new Versions(table) },
      counts: { added: 0, extended: 0, removed: 0, ended: 0, refused: 0 },
    }
    this.#lists.set(key, list)
    const { now, wall } = this.#opened
    // Nobody knows what the clock did meanwhile: no entry lives longer than one added now.
    for (const { entry, until, value } of found) list.table.put(entry, now + Math.min(until - wall, max), value)
    this.#watch(list, list.table.earliest)
    return list
  }

  /** An entry that comes twice among the requests counts as known the second time, with the end and the value of the first. */
  #judgeAll(list: List, setting: LeasedSetting, requests: readonly LeaseRequest[], by: string): Judged[] {
    const before = new Map<string, GoodOne>()
    return requests.map((request) => {
      const key = leaseKey(setting.origin, request.entry)
      const judged = this.#judge(list, setting, request, { by, before: before.get(key) })
      if (judged.kind === 'good') before.set(key, judged)
      return judged
    })
  }

  #judge(
    list: List,
    setting: LeasedSetting,
    request: LeaseRequest,
    { by, before }: { readonly by: string; readonly before: GoodOne | undefined },
  ): Judged {
    const { entry } = request
    if (isNever(entry)) return { kind: 'bad', why: 'never-listed' }
    if (!takesFamily(setting, entry)) return { kind: 'bad', why: 'family' }
    if (!fitsName(entry, setting.origin)) return { kind: 'bad', why: 'too-long-name' }
    const [now, wall] = [this.#options.time.now(), this.#options.wall()]
    let known: Pick<LiveEntry, 'end' | 'value'> | undefined = before ?? this.get(setting.origin, entry)
    if (known === undefined && list.table.size + list.coming >= limitOf(list)) {
      this.#sweep(list)
      known = this.get(setting.origin, entry)
      if (known === undefined && list.table.size + list.coming >= limitOf(list)) return { kind: 'bad', why: 'full' }
    }
    const asked = request.for ?? setting.leases
    const wanted = list.table.endFor(now + Math.min(asked, setting.max, LONGEST))
    const end = Math.max(wanted, known?.end ?? 0)
    const value: Value = {
      code: request.code ?? known?.value.code ?? setting.code,
      text: request.text ?? known?.value.text,
      by,
    }
    if (known === undefined) list.coming++
    const record: LeaseRecord = { kind: 'put', list: setting.origin, entry, until: wall + end - now, value }
    return { kind: 'good', record, entry, end, value, isNew: known === undefined, shortened: asked > setting.max }
  }

  /** Puts an entry that is on the disk. */
  #put(list: List, { entry, end, value, shortened }: GoodOne): LeaseOutcome {
    // A request judged at the same time may have asked for longer.
    const later = Math.max(end, list.table.get(entry)?.end ?? 0)
    const isChange = list.versions.notePut(entry, value)
    const put = list.table.put(entry, later, value)
    if (put === 'full') {
      void this.#append([{ kind: 'remove', list: list.origin, entry }]).catch(this.#options.onFault)
      return this.#refused(list, { why: 'full' })
    }
    const kind = put === 'new' ? 'added' : 'extended'
    list.counts[kind]++
    this.#watch(list, later)
    if (isChange) this.onChanged(list.origin)
    return { kind, ...this.ends({ entry, end: later, value }), shortened }
  }

  /** Removes an entry whose removal is on the disk. Whether it was there. */
  #remove(list: List, entry: ListEntry): boolean {
    const value = list.table.get(entry)?.value
    if (value === undefined) return false
    list.versions.noteGone(entry, value)
    this.onChanged(list.origin)
    return list.table.remove(entry)
  }

  #refused(list: List, { why, reason }: { readonly why: LeaseRefusal; readonly reason?: string }): LeaseOutcome {
    list.counts.refused++
    return { kind: 'refused', why, ...(reason !== undefined && { reason }) }
  }

  async #append(records: readonly LeaseRecord[]): Promise<void> {
    this.#noted.note()
    await this.#log.append(records.map(writeLease))
    if (this.#log.size > this.#bulky) this.#compacting ??= this.#compact()
  }

  /** Looks at the wall clock now and then, because nobody tells Janus that he sets it. */
  #noteNowAndThen(): void {
    if ([...this.#lists.values()].some(({ table }) => table.size > 0)) this.#noted.note()
    this.#clock.set({ view: '', origin: ROOT }, 'lease', NOTED, () => this.#noteNowAndThen())
  }

  /** Plans the next look for ended entries, at this time or earlier. */
  #watch(list: List, at: number): void {
    if (at >= list.wakes || at === Number.POSITIVE_INFINITY) return
    list.wakes = at
    this.#clock.set({ view: '', origin: list.origin }, 'lease', at - this.#options.time.now(), () => this.#wake(list))
  }

  #wake(list: List): void {
    list.wakes = Number.POSITIVE_INFINITY
    const now = this.#options.time.now()
    const isMore = this.#sweep(list)
    this.#noted.note()
    this.#watch(list, isMore ? now : Math.max(Math.min(list.table.earliest, this.#noted.due), now + PAUSE))
  }

  /** Ends some entries. Whether more may have to end. */
  #sweep(list: List): boolean {
    const gone = list.table.sweep(this.#options.time.now(), AT_ONCE)
    for (const { entry, value } of gone) list.versions.noteGone(entry, value)
    if (gone.length > 0) {
      this.#noted.noteEnds()
      this.onChanged(list.origin)
    }
    list.counts.ended += gone.length
    return gone.length >= AT_ONCE
  }

  async #compact(): Promise<void> {
    try {
      await this.#log.compact(compactAside(this.#options.wall()))
    } catch (error) {
      this.#options.onBulky(error)
    }
    this.#bulky = Math.max(BULKY, this.#log.size * 2)
    this.#compacting = undefined
  }
}

type GoodOne = Extract<Judged, { kind: 'good' }>

type Judged =
  | {
      readonly kind: 'good'
      readonly record: LeaseRecord
      readonly entry: ListEntry
      readonly end: number
      readonly value: Value
      readonly isNew: boolean
      readonly shortened: boolean
    }
  | { readonly kind: 'bad'; readonly why: LeaseRefusal }
