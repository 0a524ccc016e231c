// What each secondary has of each face, as far as we have seen: what it fetched, what we told it, and what went wrong. The ledger forgets
// nothing that the configuration still has, and knows nothing of others.

import type { Said } from '../dns/said.ts'
import { isNewerSerial } from '../dns/serial.ts'

export type Entry = {
  /** Serial of what it fetched last, or said that it has; undefined: nothing is known. */
  there: number | undefined
  /** When it fetched or said so, in milliseconds since 1970. */
  seen: number | undefined
  /** Since when it has lacked what is served, in milliseconds since 1970; undefined: it lacks nothing, or nothing is known. */
  behindSince: number | undefined
  /** Serial that it said it knows of. */
  told: number | undefined
  /** Why the last try came to nothing. */
  reason: Said | undefined
}

export class Ledger {
  readonly #entries = new Map<string, Entry>()
  readonly #now: () => number

  constructor(now: () => number = Date.now) {
    this.#now = now
  }

  of(peer: string, view: string, zone: string): Readonly<Entry> | undefined {
    return this.#entries.get(keyOf(peer, view, zone))
  }

  /** It took this version, or asked what there is and has it. `newerSince`: when another came into service, if one has. */
  fetched(peer: string, view: string, zone: string, serial: number, newerSince?: number): void {
    const entry = this.#entry(peer, view, zone)
    entry.there = serial
    entry.seen = this.#now()
    entry.behindSince = newerSince
    entry.reason = undefined
  }

  /** This version is served from now on. Who lacked the one before goes on lacking. */
  changed(peer: string, view: string, zone: string, serial: number): void {
    const entry = this.#entries.get(keyOf(peer, view, zone))
    if (entry?.there === undefined) return
    entry.behindSince = entry.there === serial ? undefined : (entry.behindSince ?? this.#now())
  }

  told(peer: string, view: string, zone: string, serial: number): void {
    const entry = this.#entry(peer, view, zone)
    if (entry.told === undefined || isNewerSerial(serial, entry.told)) entry.told = serial
    entry.reason = undefined
  }

  failed(peer: string, view: string, zone: string, reason: Said): void {
    this.#entry(peer, view, zone).reason = reason
  }

  /** Forgets all but these: peer, view and zone. */
  keepOnly(wanted: Iterable<readonly [peer: string, view: string, zone: string]>): void {
    const keys = new Set(Array.from(wanted, (one) => keyOf(...one)))
    for (const key of this.#entries.keys()) if (!keys.has(key)) this.#entries.delete(key)
  }

  #entry(peer: string, view: string, zone: string): Entry {
    const key = keyOf(peer, view, zone)
    const entry = this.#entries.get(key) ?? { ...UNKNOWN }
    this.#entries.set(key, entry)
    return entry
  }
}

export const UNKNOWN: Readonly<Entry> = {
  there: undefined,
  seen: undefined,
  behindSince: undefined,
  told: undefined,
  reason: undefined,
}

/** Names of peers and views have no spaces. */
function keyOf(peer: string, view: string, zone: string): string {
  return `${peer} ${view} ${zone.toLowerCase()}`
}
