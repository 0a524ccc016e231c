// The query log: switched on and off while the server runs, for a view, a network, a name or a share of all queries.

import { setTimeout as pause } from 'node:timers/promises'
import type { Logger } from 'pino'
import { addressFromText, addressText } from '../dns/address.ts'
import { get16 } from '../dns/big-endian.ts'
import { isWithin } from '../dns/name.ts'
import { nameFlaw, nameFromText, nameText, readName } from '../dns/name-text.ts'
import { rcodeName } from '../dns/rcodes.ts'
import type { Said } from '../dns/said.ts'
import { Suffixes } from '../dns/suffixes.ts'
import { Type, typeName } from '../dns/types.ts'
import { ABSENT, EMPTY } from '../lists/entries.ts'
import { entryOfOwner, entryText } from '../lists/live/entry.ts'
import { covers } from '../views/matching.ts'
import { formatPrefix } from '../views/prefix.ts'
import { readPrefix } from '../views/read-prefix.ts'
import type { Generation } from '../views/view.ts'
import { HEADER } from '../wire/header.ts'
import { readMessage } from '../wire/message.ts'
import { Found, Lookup } from '../zone/lookup.ts'
import { NONE, type Zone } from '../zone/zone.ts'
import type { ZoneSet } from '../zone/zone-set.ts'
import type { EntryEvent } from './entry-event.ts'
import { say } from './says.ts'
import { everything, type TapChannel, type TapEntry, type TapFilter } from './tap.ts'
import type { UpdateEvent } from './update-event.ts'

/** What the log needs of the server. */
export type Tapped = {
  readonly queryTap: TapChannel
  readonly viewNames: readonly string[]
  readonly generations: readonly { readonly number: number; readonly generation: Generation }[]
}

export type QueryLogRequest = {
  readonly on: boolean
  readonly view?: string | undefined
  /** A prefix. */
  readonly client?: string | undefined
  /** A name: it and all names below count. */
  readonly name?: string | undefined
  /** One of so many queries; from 1. */
  readonly oneIn?: number | undefined
}

export type QueryLogStatus = {
  readonly on: boolean
  readonly view?: string
  readonly client?: string
  readonly name?: string
  /** One of so many queries. */
  readonly oneIn?: number
  readonly logged: number
  readonly dropped: number
  /** Threads that have not heard yet that the log was switched: 0 is the main thread, then come the UDP workers. */
  readonly behind: readonly number[]
}

/** One answer, as the log writes it. */
export type QueryLine = {
  readonly client: string
  readonly transport: 'udp' | 'tcp'
  readonly view: string | undefined
  readonly zone: string | undefined
  readonly generation: number
  readonly name: string
  readonly type: string
  readonly rcode: string
  /** The address or name that a query to a list asked about. */
  readonly entry?: string
  readonly listed?: boolean
  readonly truncated: boolean | undefined
  readonly answered: string
}

/** Passes queries on to `take`, whether the log is on or not. Gives a function that ends this, or why the filter cannot be read. */
export type Follow = (filter: Omit<QueryLogRequest, 'on'>, take: (line: QueryLine) => void) => (() => void) | Said

type Follower = { readonly filter: TapFilter; readonly take: (line: QueryLine) => void; countdown: number }

/** How long an answer waits for its log line, in milliseconds. */
const INTERVAL = 100
/** Milliseconds after which a thread that has not looked at the filter hangs: they look ten times a second. And between two looks here. */
const PATIENCE = 2000
const LOOK = 5

/** The parts of a filter, by which a request says which queries it means. */
const parts = ['view', 'client', 'name', 'oneIn'] as const

export class QueryLog {
  readonly #tapped: Tapped
  readonly #patience: number
  #log: Logger
  readonly #suffixes = new Suffixes()
  #filter: Omit<QueryLogStatus, 'logged' | 'dropped' | 'behind'> = { on: false }
  #timer: NodeJS.Timeout | undefined
  #logged = 0
  /** The log's own filter; undefined where it is off. */
  #wanted: Omit<Follower, 'take'> | undefined
  readonly #followers = new Set<Follower>()

  /** `patience`: milliseconds that a switch waits for threads to hear of it. */
  constructor(tapped: Tapped, log: Logger, patience = PATIENCE) {
    this.#tapped = tapped
    this.#log = log
    this.#patience = patience
  }

  /** Writes into this log from now on. */
  writeTo(log: Logger): void {
    this.#log = log
  }

  /**
   * Switches the log. Resolves once every thread has heard of it, or after PATIENCE: from then on each query is logged, or counted as
   * dropped. Resolves with why not, where the options cannot be read.
   */
  async set(request: QueryLogRequest): Promise<QueryLogStatus | Said> {
    if (!request.on) {
      const part = parts.find((part) => request[part] !== undefined)
      // Off for some would be off for all.
      if (part !== undefined) return say('query-log-off-part', { part })
      this.#filter = { on: false }
      this.#switch(undefined)
      await this.#everybodyKnows()
      // Somebody may have switched it on again meanwhile.
      if (!this.#filter.on && this.#followers.size === 0) this.#stop()
      this.#wanted = this.#filter.on ? this.#wanted : undefined
      return this.status()
    }
    const { view, name } = request
    const filter = this.#readFilter(request)
    if ('code' in filter) return filter
    this.#filter = {
      on: true,
      ...(view !== undefined && { view }),
      ...(filter.prefix && { client: formatPrefix(filter.prefix) }),
      ...(name !== undefined && { name: nameText(filter.name) }),
      oneIn: filter.oneIn,
    }
    this.#wanted = { filter, countdown: 1 }
    this.#untilNoted = 1
    this.#switch(this.#wanted)
    await this.#everybodyKnows()
    return this.status()
  }

  readonly follow: Follow = (request, take) => {
    const filter = this.#readFilter({ ...request, on: true })
    if ('code' in filter) return filter
    const follower = { filter, take, countdown: 1 }
    this.#followers.add(follower)
    this.#switch(this.#filter.on ? this.#wanted : undefined)
    return () => {
      this.#followers.delete(follower)
      this.#switch(this.#filter.on ? this.#wanted : undefined)
      if (!this.#filter.on && this.#followers.size === 0) this.#stop()
    }
  }

  /** Sets the one tap for the log and all followers: for several, it takes all answers, and each chooses. */
  #switch(wanted: Omit<Follower, 'take'> | undefined): void {
    const all = [...this.#followers, ...(wanted === undefined ? [] : [wanted])]
    if (all.length === 0) {
      this.#tapped.queryTap.off()
      return
    }
    this.#tapped.queryTap.on(all.length === 1 ? all[0]!.filter : everything)
    this.#isShared = all.length > 1
    this.#timer ??= setInterval(() => this.#drain(), INTERVAL).unref()
  }

  #isShared = false

  async #everybodyKnows(): Promise<void> {
    const until = performance.now() + this.#patience
    while (this.#tapped.queryTap.behind.length > 0 && performance.now() < until) await pause(LOOK)
  }

  /** Logs an update, which no tap sees. */
  noteUpdate({ at, rcode, views, ...facts }: UpdateEvent): void {
    const { filter } = this.#wanted ?? {}
    if (filter === undefined) return
    const { prefix, view } = filter
    if (view >= 0 && !views.includes(this.#tapped.viewNames[view]!)) return
    if (prefix && !covers(prefix, addressFromText(facts.client)!)) return
    this.#note(facts.zone, { ...facts, views, rcode: rcodeName(rcode), answered: timeText(at) }, 'update')
  }

  /** Logs a request about an entry of a list, unless only one view or client is logged: it belongs to none. */
  noteEntry(event: EntryEvent): void {
    const { filter } = this.#wanted ?? {}
    if (filter === undefined || filter.view >= 0 || filter.prefix) return
    this.#note(event.zone, { ...event, answered: timeText(Date.now()) }, 'list entry')
  }

  #note(zone: string, line: object, what: string): void {
    const wanted = this.#wanted!
    if (!isWithin(nameFromText(zone), 0, wanted.filter.name, 0)) return
    if (--this.#untilNoted > 0) return
    this.#untilNoted = wanted.filter.oneIn
    this.#logged++
    this.#log.info(line, what)
  }

  #untilNoted = 1

  status(): QueryLogStatus {
    return {
      ...this.#filter,
      logged: this.#logged,
      dropped: this.#tapped.queryTap.dropped,
      behind: this.#tapped.queryTap.behind,
    }
  }

  close(): void {
    this.#tapped.queryTap.off()
    this.#stop()
  }

  #stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
    this.#drain()
  }

  #readFilter({ view, client, name, oneIn = 1 }: QueryLogRequest): TapFilter | Said {
    const number = view === undefined ? -1 : this.#tapped.viewNames.indexOf(view)
    if (view !== undefined && number < 0) return say('query-log-no-view', { view })
    const read = client === undefined ? undefined : readPrefix(client)
    if (read !== undefined && (read.kind !== 'prefixes' || read.prefixes.length !== 1))
      return say('query-log-no-prefix', { client: String(client) })
    const wire = name === undefined ? Uint8Array.of(0) : readName(name)
    if (typeof wire === 'string') return say('query-log-no-name', { name: String(name), why: nameFlaw(wire) })
    const prefix = read?.kind === 'prefixes' ? read.prefixes[0] : undefined
    return { view: number, prefix, name: wire, oneIn }
  }

  #drain(): void {
    this.#tapped.queryTap.drain((entry) => this.#write(entry))
  }

  #write(entry: TapEntry): void {
    const { message, view, generation } = entry
    if (message.length < HEADER + 5) return
    this.#suffixes.set(message, HEADER)
    const end = HEADER + this.#suffixes.length
    const published = this.#tapped.generations.find(({ number }) => number === generation)
    const zones = published?.generation.views[view]?.zones
    const member = zones?.enclosing(this.#suffixes) ?? -1
    const line: QueryLine = {
      client: addressText(entry.address),
      transport: entry.stream ? 'tcp' : 'udp',
      view: this.#tapped.viewNames[view],
      zone: member < 0 ? undefined : nameText(zones!.member(member)!.apex),
      generation,
      name: nameText(message, HEADER),
      type: typeName(get16(message, end)),
      rcode: rcodeName(readMessage(message)?.rcode ?? message[3]! & 0xf),
      ...(member >= 0 && listedIn(zones!.member(member)!, this.#suffixes)),
      truncated: (message[2]! & 2) !== 0 || undefined,
      answered: timeText(entry.time),
    }
    if (this.#wanted !== undefined && this.#takes(this.#wanted, entry)) {
      this.#logged++
      this.#log.info(line, 'query')
    }
    for (const follower of this.#followers) if (this.#takes(follower, entry)) follower.take(line)
  }

  /** Whether this log or follower wants the entry: the tap may have taken it for another. A tap for only one counts `oneIn` itself. */
  #takes(one: Omit<Follower, 'take'>, { view, address, message }: TapEntry): boolean {
    const { filter } = one
    if (filter.view >= 0 && filter.view !== view) return false
    if (filter.prefix && !covers(filter.prefix, address)) return false
    if (!isWithin(message, HEADER, filter.name, 0)) return false
    if (!this.#isShared) return true
    if (--one.countdown > 0) return false
    one.countdown = filter.oneIn
    return true
  }
}

function timeText(at: number): string {
  return new Date(at).toISOString()
}

/** For a query to a list: the address or name that it asked about, and whether that is listed, whatever the type of the query. */
function listedIn({ apex, zone, live, isList }: ZoneSet['members'][number], name: Suffixes) {
  if (zone === undefined || !isList) return undefined
  const { at, count, bytes } = name
  const apexAt = count - zone.apexLabels
  const entry = entryOfOwner(bytes, at[0]!, at[0]! + name.length - apex.length)
  if (entry === undefined) return undefined
  const found = [live, zone.entries].map((entries) => entries?.find(name, apexAt) ?? ABSENT)
  const listed = found.some((value) => value !== ABSENT && value !== EMPTY) || isRecorded(zone, name)
  return { entry: entryText(entry), listed }
}

/** Whether the name is an entry of a signed list: there, entries are records. */
function isRecorded(zone: Zone, name: Suffixes): boolean {
  if (zone.entries !== undefined || lookup.find(zone, name, false) !== Found.name) return false
  return [Type.A, Type.TXT].some((type) => zone.rrset(lookup.node, type) !== NONE)
}

const lookup = new Lookup()
