// What Janus has to know of signing beyond the end of the process, and even if keys are lost: which zones it has served signed, because
// these never get new keys by themselves and are never served unsigned; how it signed them; how far each withdrawal is; and the time of
// the last signature.

import { join } from 'node:path'
import { keptFolder } from '../state/kept-folder.ts'
import { isFull } from '../system/full-disk.ts'
import { readRegular } from '../system/regular-file.ts'
import { writeWhole } from '../system/write-whole.ts'
import type { KeptSetting } from './kept-setting.ts'
import { SIGNING_FILE } from './signing-file.ts'
import type { TakenDs } from './taken-ds.ts'
import type { Progress } from './withdrawal.ts'

type Content = {
  readonly version: 1
  /** In seconds since 1970. */
  readonly clock: number
  /** Since when Janus has signed each zone, in ISO 8601, by the zone's name in lower case with the final dot. */
  readonly zones: Readonly<Record<string, string>>
  /** How each of those zones was last to be signed. Earlier versions have no such field. */
  readonly settings?: Readonly<Record<string, KeptSetting>>
  /** The withdrawals of those zones that are to be unsigned again. */
  readonly withdrawals?: Readonly<Record<string, Progress>>
  /** Zones that somebody else has signed, and since when Janus knows. */
  readonly elsewhere?: Readonly<Record<string, string>>
  /** The DS from CDS records of children that others sign, by view and name. */
  readonly taken?: Readonly<Record<string, TakenDs>>
}

/** A taken DS has some 300 octets, a zone may delegate half a million. A record that is too large to read stops the start. */
const MAX_SIZE = 1 << 28
/** Seconds until the clock is written down again: signatures begin an hour before they are made anyway. */
const STEP = 1800

export class SigningRecord {
  readonly #path: string
  #content: Content

  private constructor(path: string, content: Content) {
    this.#path = path
    this.#content = content
  }

  /** Throws if the file exists and cannot be read: then nobody knows which zones must not get new keys. */
  static open(state: string): SigningRecord {
    const folder = keptFolder(state)
    const path = join(folder.path, SIGNING_FILE)
    if (!folder.isMissed && folder.misses(SIGNING_FILE))
      throw new Error(
        `${path} is gone: restore it from the backup, or make it anew with {"version":1,"clock":0,"zones":{}}`,
      )
    const record = new SigningRecord(path, contentAt(path) ?? { version: 1, clock: 0, zones: {} })
    // Who cannot write it at all signs nothing. A full disk takes nothing away that was read, and nothing new is signed before it has room.
    try {
      record.#write()
      folder.keeps(SIGNING_FILE)
    } catch (error) {
      if (!isFull(error)) throw error
    }
    return record
  }

  get clock(): number {
    return this.#content.clock
  }

  get zones(): readonly string[] {
    return Object.keys(this.#content.zones)
  }

  has(zone: string): boolean {
    return this.#content.zones[zone.toLowerCase()] !== undefined
  }

  /** Notes that Janus signs the zone from `now` (seconds) on. Throws system errors: then nothing has changed. */
  add(zone: string, now: number): void {
    if (this.has(zone)) return
    const zones = { ...this.#content.zones, [zone.toLowerCase()]: new Date(now * 1000).toISOString() }
    this.#replace({ ...this.#content, zones })
  }

  settingOf(zone: string): KeptSetting | undefined {
    return this.#content.settings?.[zone.toLowerCase()]
  }

  /** Keeps how to sign the zone, which ends a withdrawal. Throws system errors. */
  keep(zone: string, setting: KeptSetting): void {
    const key = zone.toLowerCase()
    if (!this.has(key)) return
    if (JSON.stringify(this.settingOf(key)) === JSON.stringify(setting) && this.withdrawalOf(key) === undefined) return
    const { settings, withdrawals } = this.#content
    this.#content = {
      ...this.#content,
      settings: { ...settings, [key]: setting },
      withdrawals: without(withdrawals, key),
    }
    this.#write()
  }

  withdrawalOf(zone: string): Progress | undefined {
    return this.#content.withdrawals?.[zone.toLowerCase()]
  }

  /** Throws system errors. */
  withdraw(zone: string, progress: Progress): void {
    const withdrawals = { ...this.#content.withdrawals, [zone.toLowerCase()]: progress }
    this.#content = { ...this.#content, withdrawals }
    this.#write()
  }

  /** Forgets a zone that is served unsigned from now on. Throws system errors. */
  drop(zone: string): void {
    const key = zone.toLowerCase()
    const { zones, settings, withdrawals } = this.#content
    this.#content = {
      ...this.#content,
      zones: without(zones, key),
      settings: without(settings, key),
      withdrawals: without(withdrawals, key),
    }
    this.#write()
  }

  isSignedElsewhere(zone: string): boolean {
    return this.#content.elsewhere?.[zone.toLowerCase()] !== undefined
  }

  /** Holds for this process even if it throws a system error. */
  signedElsewhere(zone: string, now: number): void {
    if (this.isSignedElsewhere(zone)) return
    const elsewhere = { ...this.#content.elsewhere, [zone.toLowerCase()]: new Date(now * 1000).toISOString() }
    this.#content = { ...this.#content, elsewhere }
    this.#write()
  }

  /** Forgets who signs zones other than these, which Janus has to sign. Holds even if it throws. */
  keepElsewhere(zones: ReadonlySet<string>): void {
    const { elsewhere = {}, ...others } = this.#content
    const kept = Object.entries(elsewhere).filter(([zone]) => zones.has(zone))
    if (kept.length === Object.keys(elsewhere).length) return
    this.#content = { ...others, ...(kept.length > 0 && { elsewhere: Object.fromEntries(kept) }) }
    this.#write()
  }

  /** By takenKey(). */
  get taken(): Readonly<Record<string, TakenDs>> {
    return this.#content.taken ?? {}
  }

  /** Throws system errors: then nothing has changed. */
  take(key: string, ds: TakenDs): void {
    this.#replaceTaken({ ...this.taken, [key]: ds })
  }

  /** Drops taken DS: the source of the zone above counts again. Throws likewise. */
  dropTaken(keys: readonly string[]): void {
    this.#replaceTaken(Object.fromEntries(Object.entries(this.taken).filter(([key]) => !keys.includes(key))))
  }

  #replaceTaken(taken: Readonly<Record<string, TakenDs>>): void {
    const { taken: _, ...others } = this.#content
    this.#replace({ ...others, ...(Object.keys(taken).length > 0 && { taken }) })
  }

  #replace(content: Content): void {
    const before = this.#content
    this.#content = content
    try {
      this.#write()
    } catch (error) {
      this.#content = before
      throw error
    }
  }

  /** Call it when something has been signed. */
  signedAt(now: number): void {
    if (now < this.clock + STEP) return
    this.setClock(now)
  }

  /** Sets the time on record, also backwards. */
  setClock(now: number): void {
    this.#content = { ...this.#content, clock: now }
    this.#write()
  }

  #write(): void {
    writeWhole(this.#path, `${JSON.stringify(this.#content)}\n`)
  }
}

function without<Value>(
  all: Readonly<Record<string, Value>> | undefined,
  key: string,
): Readonly<Record<string, Value>> {
  const { [key]: _, ...others } = all ?? {}
  return others
}

function contentAt(path: string): Content | undefined {
  let text: string
  try {
    text = readRegular(path, MAX_SIZE).toString('utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  const read = JSON.parse(text) as Content
  if (read.version !== 1 || typeof read.clock !== 'number' || typeof read.zones !== 'object')
    throw new Error(`${path} is damaged, or from a newer version of Janus: restore it from the backup`)
  return read
}
