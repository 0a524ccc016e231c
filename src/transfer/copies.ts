// Keeps the newest copies of primaries' zones, and when they came, in the folder for what nothing else can make again: so a start serves
// them before it has asked anybody.
//
//   kept/primaries/HASH.zone     the zone as it came whole; what has changed since is in the journal
//   kept/primaries/times         when each zone, by its HASH, was last known to be the newest, and until when it may be served
//   kept/primaries/HASH.ends     which of its records end by themselves, and when: a line of JSON, and one more for each time that some
//                                came before it was written anew; the last one that names a record counts

import { hash } from 'node:crypto'
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { rename } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { sameName } from '../dns/name.ts'
import { nameText } from '../dns/name-text.ts'
import {
  type KeptZone,
  readZoneFile,
  writeZoneFile,
  writeZoneFileAside,
  writeZoneFileUnsynced,
} from '../state/zone-file.ts'
import { type FaceName, faceKey } from '../store/change.ts'
import { steadyNow } from '../system/clocks.ts'
import { syncAside, syncFolder } from '../system/write-whole.ts'
import type { Zone } from '../zone/zone.ts'
import { linesOf } from './copy-lines.ts'
import type { Ends } from './entry-ends.ts'
import { TimesFile } from './times-file.ts'

export type Copy = { readonly apex: Uint8Array; readonly view: string; readonly zone: Zone }

/** Milliseconds for which a look at an empty folder holds. */
const LOOK = 1_000

export type Times = {
  /** The serial of the version that was known to be the newest. */
  readonly serial: number
  /** Milliseconds since 1970. */
  readonly refreshed: number
  readonly expires: number
  /** The address that the zone came from. */
  readonly from: string
  /** A newer version has been seen since, and has not come. */
  readonly isOld?: boolean
  /** The word (measureWord()) of the measure by which this version was found fit for everybody; missing if it was shown to some only. */
  readonly shown?: string | undefined
}

/** Writes a copy; take() makes it the one that a start finds. Throws system errors. */
export function writeCopy(path: string, copy: Copy): void {
  writeZoneFile(path, keptOf(copy))
}

/** The same without blocking, as writeZoneFileAside() does. */
export function writeCopyAside(path: string, copy: Copy): Promise<void> {
  return writeZoneFileAside(path, keptOf(copy))
}

/** The same without a wait for the disk, as writeZoneFileUnsynced() does. */
export function writeCopyUnsynced(path: string, copy: Copy): void {
  writeZoneFileUnsynced(path, keptOf(copy))
}

function keptOf({ apex, view, zone }: Copy): KeptZone {
  const description = {
    zone: nameText(apex),
    saved: new Date().toISOString(),
    configured: [view],
    clients: '',
    sources: [],
    lines: linesOf(apex).toData(),
    judged: '',
    problems: [],
  }
  return { description, zone }
}

/** The suffix of a file until it is complete, as in zone-file.ts. */
const DRAFT = '.new'

/** `path`: the zone's file, taken or not. Throws system errors. */
export function appendEnds(path: string, ends: Ends): void {
  if (ends.size === 0) return
  // Begins with a new line: a crash may have cut off the last one.
  const line = `\n${JSON.stringify(Object.fromEntries(ends))}\n`
  appendFileSync(join(dirname(path), `${basename(path).replace(/\.zone(\.new)?$/, '')}.ends`), line, { mode: 0o640 })
}

function putWhole(path: string, content: object): void {
  const draft = `${path}${DRAFT}`
  try {
    writeFileSync(draft, `${JSON.stringify(content)}\n`, { mode: 0o640 })
    renameSync(draft, path)
  } catch (error) {
    // It may be what fills the disk.
    rmSync(draft, { force: true })
    throw error
  }
}

function endsIn(text: string): Ends {
  const ends = new Map<string, number>()
  for (const line of text.split('\n')) for (const [owner, end] of Object.entries(readLine(line))) ends.set(owner, end)
  return ends
}

function readLine(line: string): Record<string, number> {
  try {
    const read: unknown = line === '' ? {} : JSON.parse(line)
    if (typeof read !== 'object' || read === null) return {}
    return Object.fromEntries(Object.entries(read).filter(([, end]) => typeof end === 'number'))
  } catch {
    return {}
  }
}

export class Copies {
  readonly #folder: string
  #syncing: Promise<void> | undefined
  /** The folder is empty: at a first start, Janus would look for tens of thousands of files in vain. */
  #isBlank = false
  /** When #isBlank was last determined. */
  #lookedAt = 0
  readonly #now: () => number
  readonly #times: TimesFile
  /** The folder may have files of an earlier version of Janus, which kept the times of each zone in a file of its own. */
  #hasOlder = false

  private constructor(folder: string, now: () => number) {
    this.#folder = folder
    this.#now = now
    this.#times = new TimesFile(join(folder, TIMES))
  }

  /**
   * `kept`: the folder for what nothing else can make again. Nobody else writes to it, except somebody who restores lost copies. `now`: in
   * milliseconds. Throws system errors.
   */
  static open(kept: string, now = steadyNow): Copies {
    const copies = new Copies(join(kept, 'primaries'), now)
    mkdirSync(copies.#folder, { recursive: true, mode: 0o750 })
    syncFolder(kept)
    // Left by a process that was killed while it wrote them.
    const there = readdirSync(copies.#folder)
    for (const name of there) if (name.endsWith(DRAFT)) rmSync(join(copies.#folder, name), { force: true })
    copies.#isBlank = there.every((name) => name.endsWith(DRAFT))
    copies.#lookedAt = now()
    copies.#takeOver(there.filter((name) => name.endsWith(OLDER)))
    return copies
  }

  /** For a program that only reads copies. */
  static toRead(kept: string): Copies {
    const copies = new Copies(join(kept, 'primaries'), steadyNow)
    copies.#hasOlder = true
    return copies
  }

  /**
   * Takes over times that an earlier version of Janus has left, each in a file of its own. That version may have been here after this one:
   * the times that were noted last count. Where the disk is full, they stay in their files until a later start.
   */
  #takeOver(older: readonly string[]): void {
    if (older.length === 0) return
    const all = new Map<string, string>()
    for (const name of older) {
      const key = name.slice(0, -OLDER.length)
      const times = timesIn(readOr(join(this.#folder, name)))
      if (times && isLater(times, timesIn(this.#times.of(key) ?? ''))) all.set(key, JSON.stringify(times))
    }
    try {
      this.#times.putAtOnce(all)
      for (const name of older) rmSync(join(this.#folder, name), { force: true })
    } catch {
      this.#hasOlder = true
    }
  }

  pathOf(face: FaceName): string {
    return `${this.#base(face)}.zone`
  }

  /** The path at which a zone that has come waits until it is served. */
  arrivalOf(face: FaceName): string {
    return `${this.pathOf(face)}${DRAFT}`
  }

  /**
   * Makes what has come last the copy that a start finds. Rejects with system errors. A slow disk blocks nobody else. `isSynced`: resolves
   * only when a power failure could not take it back.
   */
  async take(face: FaceName, isSynced = true): Promise<void> {
    await rename(this.arrivalOf(face), this.pathOf(face))
    this.#isBlank = false
    if (isSynced) await this.#sync()
  }

  /** Resolves when no power failure takes the copy back. Rejects with system errors, but not where there is no copy. */
  async secure(face: FaceName): Promise<void> {
    if (!existsSync(this.pathOf(face))) return
    await syncAside(this.pathOf(face))
    await this.#sync()
  }

  /** Syncs the folder. Many calls may come at a time: those that come before the sync begins share it. */
  #sync(): Promise<void> {
    this.#syncing ??= Promise.resolve().then(() => {
      this.#syncing = undefined
      return syncAside(this.#folder)
    })
    return this.#syncing
  }

  /** Deletes what has come last, because it is not served. `kept`: resolves when the thread has written it. */
  async forgo(face: FaceName, kept: Promise<unknown>): Promise<void> {
    await kept
    rmSync(this.arrivalOf(face), { force: true })
  }

  /** Gives the zone; a sentence if its file cannot be trusted; undefined if there is none. */
  read(face: FaceName): Zone | string | undefined {
    if (this.#isStillBlank()) return undefined
    const copy = readZoneFile(this.pathOf(face))
    if (typeof copy !== 'object') return copy
    const { zone, description } = copy
    // Each view has its own face: a file in another's place would show a zone to the wrong clients.
    const isOurs = sameName(zone.apex, 0, face.origin, 0) && description.configured[0] === face.view
    return isOurs ? zone : 'it is the copy of another face'
  }

  /** Undefined where nothing is known. */
  times(face: FaceName): Times | undefined {
    if (this.#isStillBlank()) return undefined
    const key = keyOf(face)
    const times = timesIn(this.#times.of(key) ?? '')
    if (!this.#hasOlder) return times
    const older = timesIn(readOr(join(this.#folder, `${key}${OLDER}`)))
    return older && isLater(older, times) ? older : times
  }

  /** Gives a function from a face to its last serial, fast even with many faces and few copies. Throws system errors. */
  serials(): (face: FaceName) => number | undefined {
    const there = readdirSync(this.#folder)
    if (there.length === 0) return () => undefined
    this.#hasOlder &&= there.some((name) => name.endsWith(OLDER))
    return (face) => this.times(face)?.serial
  }

  /** Resolves when a start would find the times. Blocks nobody while the disk works. Rejects with system errors: then nothing has changed. */
  setTimes(face: FaceName, times: Times): Promise<void> {
    this.#isBlank = false
    return this.#times.put(keyOf(face), JSON.stringify(times))
  }

  /** Resolves when a start would find all times that were set. Call it at the end. */
  written(): Promise<void> {
    return this.#times.written()
  }

  /** Undefined where nothing is known. */
  ends(face: FaceName): Ends | undefined {
    try {
      return endsIn(readFileSync(`${this.#base(face)}.ends`, 'utf8'))
    } catch {
      return undefined
    }
  }

  /** Whole or not at all. Throws system errors. */
  setEnds(face: FaceName, ends: Ends): void {
    putWhole(`${this.#base(face)}.ends`, Object.fromEntries(ends))
  }

  /** Adds ends to those of the face. Call it before the records that end are served or kept. Throws system errors. */
  addEnds(face: FaceName, ends: Ends): void {
    appendEnds(this.pathOf(face), ends)
  }

  /** Moves copies aside: no start uses them, but somebody may restore them. `onFault` is told of each that cannot be moved. */
  async putAside(faces: readonly FaceName[], onFault: (face: FaceName, error: unknown) => void): Promise<void> {
    const moved = faces.filter((face) => {
      try {
        const isThere = this.#moveAside(face)
        // A restored copy without times is asked for at once.
        if (this.#times.of(keyOf(face)) !== undefined) void this.#times.put(keyOf(face))
        return isThere
      } catch (error) {
        onFault(face, error)
        return false
      }
    })
    // Without a sync, a crash would bring them back.
    if (moved.length > 0) await this.#sync().catch((error) => onFault(moved[0]!, error))
  }

  #moveAside(face: FaceName): boolean {
    const there = ['zone', 'times', 'ends']
      .map((kind) => `${this.#base(face)}.${kind}`)
      .filter((path) => existsSync(path))
    for (const path of there) renameSync(path, `${path}.gone`)
    return there.length > 0
  }

  #isStillBlank(): boolean {
    if (!this.#isBlank || this.#now() - this.#lookedAt < LOOK) return this.#isBlank
    this.#lookedAt = this.#now()
    this.#isBlank = existsSync(this.#folder) && readdirSync(this.#folder).length === 0
    if (!this.#isBlank) this.#times.read()
    return this.#isBlank
  }

  #base(face: FaceName): string {
    return join(this.#folder, keyOf(face))
  }
}

const TIMES = 'times'
const OLDER = '.times'

function keyOf(face: FaceName): string {
  return hash('sha256', faceKey(face)).slice(0, 40)
}

function readOr(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function isLater({ refreshed }: Times, than: Times | undefined): boolean {
  return than === undefined || refreshed > than.refreshed
}

/** Reads times from their JSON; undefined where the text holds none. */
function timesIn(json: string): Times | undefined {
  try {
    const { serial, refreshed, expires, from = '', isOld, shown } = JSON.parse(json) as Partial<Times>
    if (typeof refreshed !== 'number' || typeof expires !== 'number') return undefined
    if (typeof serial !== 'number' || serial !== serial >>> 0) return undefined
    const by = typeof shown === 'string' ? { shown } : {}
    return { serial, refreshed, expires, from, ...(isOld === true && { isOld }), ...by }
  } catch {
    return undefined
  }
}
