// The layout of the `state` folder: one compiled zone for each zone of each view, and a list of the views that were good as a whole.

import { createHash } from 'node:crypto'
import { existsSync, lstatSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { readRegular } from '../system/regular-file.ts'
import type { Problem } from '../text/findings/problem.ts'
import type { LineMapData } from '../text/zonefile/lines.ts'
import type { Zone } from '../zone/zone.ts'
import { commitTogether, recoverFolder, waitingName, writeAnew } from './commit.ts'
import { type SourceFile, withHashes } from './source-files.ts'
import { type KeptZone, readZoneFile, writeZoneFile } from './zone-file.ts'

export type KeepRequest = {
  readonly view: string
  /** The zone's name with its final dot, as in Settings. */
  readonly name: string
  readonly zone: Zone
  readonly configured: readonly string[]
  readonly clients: string
  readonly sources: readonly SourceFile[]
  readonly lines: LineMapData
  readonly judged: string
  readonly problems: readonly Problem[]
}

const GOOD_VIEWS = 'good-views.json'
/** In octets. */
const MAX_GOOD_VIEWS = 1 << 24

/** Whether a zone is kept in the folder at `path`. */
export function keepsZones(path: string): boolean {
  return existsSync(join(path, 'zones'))
}

export class StateFolder {
  readonly #path: string
  readonly #onDamage: ((path: string, reason: string) => void) | undefined
  readonly #folders = new Set<string>()

  /** `onDamage` is told of each file that cannot be trusted. */
  constructor(path: string, onDamage?: (path: string, reason: string) => void) {
    this.#path = path
    this.#onDamage = onDamage
  }

  /** Call it before reading: cleans up after a crash. Throws system errors. */
  recover(): void {
    recoverFolder(join(this.#path, 'zones'), isHalfWritten)
  }

  /** The kept zone; a sentence if its file cannot be trusted; undefined if there is none. */
  read(view: string, name: string): KeptZone | string | undefined {
    const path = this.pathOf(view, name)
    const kept = readZoneFile(path)
    const other = typeof kept === 'object' && kept.description.zone.toLowerCase() !== name.toLowerCase()
    const found = other ? 'it holds another zone' : kept
    if (typeof found === 'string') this.#onDamage?.(path, found)
    return found
  }

  /**
   * Keeps all faces, those of one zone together: if one face of a zone cannot be written, none of them is kept. Gives one system error for
   * each face that is not kept.
   */
  keep(requests: readonly KeepRequest[]): unknown[] {
    const errors: unknown[] = []
    const written: string[] = []
    for (const faces of Map.groupBy(requests, ({ name }) => name).values()) {
      const paths = faces.map(({ view, name }) => this.pathOf(view, name))
      try {
        for (const [i, face] of faces.entries()) this.#write(face, waitingName(paths[i]!))
        written.push(...paths)
      } catch (error) {
        for (const path of paths) rmSync(waitingName(path), { force: true })
        errors.push(...faces.map(() => error))
      }
    }
    try {
      commitTogether(join(this.#path, 'zones'), written)
    } catch (error) {
      errors.push(...written.map(() => error))
    }
    return errors
  }

  /** What the same program last gave to keepGoodViews(). */
  goodViews(program: string): ReadonlySet<string> {
    try {
      const kept = JSON.parse(readRegular(this.#goodViewsPath, MAX_GOOD_VIEWS).toString('utf8'))
      return new Set(kept.program === program && Array.isArray(kept.views) ? kept.views : [])
    } catch {
      return new Set()
    }
  }

  /** Ignores errors: a loss only makes the next start slower. */
  keepGoodViews(program: string, views: readonly string[]): void {
    try {
      const waiting = waitingName(this.#goodViewsPath)
      writeAnew(waiting, JSON.stringify({ program, views }))
      renameSync(waiting, this.#goodViewsPath)
    } catch {}
  }

  get #goodViewsPath(): string {
    return join(this.#path, 'zones', GOOD_VIEWS)
  }

  #write({ view, name, zone, sources, ...rest }: KeepRequest, path: string): void {
    const folder = this.#folderOf(view)
    if (!this.#folders.has(folder)) {
      mkdirSync(folder, { recursive: true, mode: 0o750 })
      for (const path of [dirname(folder), folder])
        if (!lstatSync(path).isDirectory()) throw new Error(`${path} is a link, and nothing is kept behind it`)
      this.#folders.add(folder)
    }
    const saved = new Date().toISOString()
    const description = { ...rest, zone: name, saved, sources: withHashes(sources) }
    writeZoneFile(path, { description, zone })
  }

  pathOf(view: string, name: string): string {
    return join(this.#folderOf(view), `${fileName(name)}.zone-image`)
  }

  #folderOf(view: string): string {
    return join(this.#path, 'zones', view)
  }
}

/** Whether a crash can have left a file of this name: `new` while it is written, `next` until it is committed. */
function isHalfWritten(name: string): boolean {
  return name === waitingName(GOOD_VIEWS) || /\.zone-image\.next(?:\.\d+\.new)?$/.test(name)
}

/** Whether the zone was made of files with these paths, whatever they hold now. */
export function isMadeOf(
  { description: { zone, configured } }: KeptZone,
  name: string,
  files: readonly string[],
): boolean {
  return zone === name && configured.length === files.length && configured.every((file, i) => file === files[i])
}

/** Names may hold any octet: those that are not plain become %XX. A file name has at most 255 octets. */
function fileName(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/\.$/, '')
    .replace(/[^a-z0-9._-]/g, (c) => `%${c.charCodeAt(0).toString(16).padStart(2, '0')}`)
  if (plain === '') return '%root'
  return plain.length <= 200 ? plain : `%${createHash('sha256').update(plain).digest('hex')}`
}
