// What each secondary has of each face, as far as Janus has seen: what it fetched, what Janus told it, and what went wrong. The ledger
// keeps an entry as long as the configuration has the secondary and the face.

import type { Said } from '../dns/said.ts'
import { isNewerSerial } from '../dns/serial.ts'

export type Entry = {
  /** The serial that the secondary last fetched or said it has; undefined: unknown. */
  there: number | undefined
  /** When it did, in milliseconds since 1970. */
  seen: number | undefined
  /** Since when it has lacked the served version, in milliseconds since 1970; undefined: it lacks nothing, or nothing is known. */
  behindSince: number | undefined
  /** The serial of which it has confirmed a NOTIFY. */
  told: number | undefined
  /** Why the last try failed. */
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

  /** The secondary has this version: it fetched it, or asked and has it. `newerSince`: when a newer one came into service, if one did. */
  fetched(peer: string, view: string, zone: string, serial: number, newerSince?: number): void {
    const entry = this.#entry(peer, view, zone)
    entry.there = serial
    entry.seen = this.#now()
    entry.behindSince = newerSince
    entry.reason = undefined
  }

  /** Call it when this version comes into service. A secondary that lacked the one before still lacks. */
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

  /** Forgets all but these. */
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
