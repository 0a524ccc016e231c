// Where in the `state` folder things lie: one compiled zone for each zone of each view, and which views were good as a whole.

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
  /** The zone's name with its final dot, as Settings has it. */
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

/** Whether anything was kept in the folder at `path`. */
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

  /** After a crash, before anything is read. Throws system errors. */
  recover(): void {
    recoverFolder(join(this.#path, 'zones'), isHalfWritten)
  }

  /** What was kept of the zone last; a sentence where the file cannot be trusted; undefined where there is none. */
  read(view: string, name: string): KeptZone | string | undefined {
    const path = this.pathOf(view, name)
    const kept = readZoneFile(path)
    const other = typeof kept === 'object' && kept.description.zone.toLowerCase() !== name.toLowerCase()
    const found = other ? 'it holds another zone' : kept
    if (typeof found === 'string') this.#onDamage?.(path, found)
    return found
  }

  /**
   * Keeps all faces, those of one zone together: of a zone of which one face cannot be written, none is. Gives the system
   * errors, one for each face that is not kept.
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

  /** What keepGoodViews() was given by the same program. */
  goodViews(program: string): ReadonlySet<string> {
    try {
      const kept = JSON.parse(readRegular(this.#goodViewsPath, MAX_GOOD_VIEWS).toString('utf8'))
      return new Set(kept.program === program && Array.isArray(kept.views) ? kept.views : [])
    } catch {
      return new Set()
    }
  }

  /** What is lost of it costs time at the next start, and no more: no error is worth a word. */
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

/** What a crash can leave of a file that was not committed, by its name: `new` is there while it is written, `next` after. */
function isHalfWritten(name: string): boolean {
  return name === waitingName(GOOD_VIEWS) || /\.zone-image\.next(?:\.\d+\.new)?$/.test(name)
}

/** Whether these are the files that the zone was made of, and it was this zone; what they hold is another question. */
export function isMadeOf(
  { description: { zone, configured } }: KeptZone,
  name: string,
  files: readonly string[],
): boolean {
  return zone === name && configured.length === files.length && configured.every((file, i) => file === files[i])
}

/** Names may hold any octet: what is not plain is written as %XX. A file name has at most 255 octets. */
function fileName(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/\.$/, '')
    .replace(/[^a-z0-9._-]/g, (c) => `%${c.charCodeAt(0).toString(16).padStart(2, '0')}`)
  if (plain === '') return '%root'
  return plain.length <= 200 ? plain : `%${createHash('sha256').update(plain).digest('hex')}`
}
