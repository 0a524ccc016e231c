// What Janus has to know of signing beyond the end of the process, and of the keys: which zones it has served signed, for these never get
// other keys by themselves, nor does it serve them unsigned; how it signed them, and how far the way back to unsigned has come; and how
// late it was when it signed something last.

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
  /** By name, in lower case and with the final dot: since when, in ISO 8601. */
  readonly zones: Readonly<Record<string, string>>
  /** Of those zones: how each was to be signed last. Earlier versions know nothing of it. */
  readonly settings?: Readonly<Record<string, KeptSetting>>
  /** Of those that are to be unsigned again. */
  readonly withdrawals?: Readonly<Record<string, Progress>>
  /** Of others: those that somebody else has signed, since when that is known. */
  readonly elsewhere?: Readonly<Record<string, string>>
  /** Of zones below that others sign, by view and name: the DS that came from their CDS records. */
  readonly taken?: Readonly<Record<string, TakenDs>>
}

/** A DS that was taken has some 300 octets, and a zone may delegate half a million: without the record nothing starts. */
const MAX_SIZE = 1 << 28
/** A clock is written down again after so many seconds: what was signed in between begins an hour earlier anyway. */
const STEP = 1800

export class SigningRecord {
  readonly #path: string
  #content: Content

  private constructor(path: string, content: Content) {
    this.#path = path
    this.#content = content
  }

  /** Throws where it is there and cannot be read: nobody knows then what must not be made anew. */
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

  /** Throws system errors, and then nothing has come of it: it is not shown signed before the disk says so. */
  add(zone: string, now: number): void {
    if (this.has(zone)) return
    const zones = { ...this.#content.zones, [zone.toLowerCase()]: new Date(now * 1000).toISOString() }
    this.#replace({ ...this.#content, zones })
  }

  settingOf(zone: string): KeptSetting | undefined {
    return this.#content.settings?.[zone.toLowerCase()]
  }

  /** It is to be signed like this: whoever wanted it unsigned does so no more. Throws system errors. */
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

  /** It is served unsigned from now on. Throws system errors. */
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

  /** Holds for this process even where it throws a system error. */
  signedElsewhere(zone: string, now: number): void {
    if (this.isSignedElsewhere(zone)) return
    const elsewhere = { ...this.#content.elsewhere, [zone.toLowerCase()]: new Date(now * 1000).toISOString() }
    this.#content = { ...this.#content, elsewhere }
    this.#write()
  }

  /** Only these are to be signed here: who signs others is nothing to us. The same. */
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

  /** Throws system errors, and then nothing has come of it. */
  take(key: string, ds: TakenDs): void {
    this.#replaceTaken({ ...this.taken, [key]: ds })
  }

  /** What the source of the zone above says holds again. The same. */
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

  /** Something has been signed. */
  signedAt(now: number): void {
    if (now < this.clock + STEP) return
    this.setClock(now)
  }

  /** From now on it is believed to be this late. */
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
