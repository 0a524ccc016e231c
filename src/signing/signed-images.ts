// Signed images in the state folder, from which a restarted Janus serves what it served before. If one is missing or damaged, Janus signs
// the face anew.

import { createHash } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { sameName } from '../dns/name.ts'
import { nameKey } from '../dns/name-key.ts'
import { nameText } from '../dns/name-text.ts'
import { readZoneFile, writeZoneFile } from '../state/zone-file.ts'
import type { FaceName } from '../store/change.ts'
import { LineMap } from '../text/zonefile/lines.ts'
import { fold, roomAtFirst } from '../zone/fold.ts'
import type { Zone } from '../zone/zone.ts'

export class SignedImages {
  readonly #folder: string

  constructor(state: string) {
    this.#folder = join(state, 'signed')
  }

  read(face: FaceName): Zone | undefined {
    const kept = readZoneFile(this.#pathOf(face))
    return typeof kept === 'object' && sameName(kept.zone.apex, 0, face.origin, 0) ? kept.zone : undefined
  }

  /** Throws system errors. */
  write(face: FaceName, zone: Zone): void {
    mkdirSync(join(this.#folder, face.view), { recursive: true, mode: 0o750 })
    const description = {
      zone: nameText(face.origin),
      saved: new Date().toISOString(),
      lines: new LineMap().toData(),
      ...NOTHING,
    }
    // Folds an edition into an image, with room: a zone that has changed will change again, also after a restart.
    writeZoneFile(this.#pathOf(face), {
      description,
      zone: zone.isFirst ? zone : fold(zone, roomAtFirst(zone.records)),
    })
  }

  /** Throws system errors. */
  remove(face: FaceName): void {
    rmSync(this.#pathOf(face), { force: true })
  }

  #pathOf({ view, origin }: FaceName): string {
    const name = nameKey(origin)
    return join(this.#folder, view, `${createHash('sha256').update(name, 'latin1').digest('hex').slice(0, 40)}.image`)
  }
}

const NOTHING = { configured: [], clients: '', sources: [], judged: '', problems: [] }
