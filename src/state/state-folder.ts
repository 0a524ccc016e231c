// Where in the `state` folder what is kept: one compiled zone for each zone of each view.

import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Zone } from '../zone/zone.ts'
import type { LineMapData } from '../zonefile/lines.ts'
import { isUnchanged, type SourceFile } from './source-files.ts'
import { type KeptZone, readZoneFile, writeZoneFile } from './zone-file.ts'

export type KeepRequest = {
  readonly view: string
  /** The zone's name with its final dot, as Settings has it. */
  readonly name: string
  readonly zone: Zone
  readonly sources: readonly SourceFile[]
  readonly lines: LineMapData
}

export class StateFolder {
  readonly #path: string
  readonly #folders = new Set<string>()

  constructor(path: string) {
    this.#path = path
  }

  /** What was kept of the zone last; a sentence where the file cannot be trusted; undefined where there is none. */
  read(view: string, name: string): KeptZone | string | undefined {
    const kept = readZoneFile(this.pathOf(view, name))
    if (typeof kept === 'object' && kept.description.zone !== name.toLowerCase()) return 'it holds another zone'
    return kept
  }

  /** Throws system errors: a full disk, a folder that cannot be written. */
  keep({ view, name, zone, sources, lines }: KeepRequest): void {
    const folder = this.#folderOf(view)
    if (!this.#folders.has(folder)) {
      mkdirSync(folder, { recursive: true, mode: 0o750 })
      this.#folders.add(folder)
    }
    const description = { zone: name.toLowerCase(), saved: new Date().toISOString(), sources, lines }
    writeZoneFile(this.pathOf(view, name), { description, zone })
  }

  pathOf(view: string, name: string): string {
    return join(this.#folderOf(view), `${fileName(name)}.zone-image`)
  }

  #folderOf(view: string): string {
    return join(this.#path, 'zones', view)
  }
}

/** Whether a kept zone says what its files say now. */
export function isCurrent({ description }: KeptZone): boolean {
  return description.sources.length > 0 && description.sources.every(isUnchanged)
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
