// The zone files of a configuration, read for one generation after the other: what has not changed is not read again.

import { hasError } from '../../check/read-zone.ts'
import type { Settings } from '../../config/settings.ts'
import { foundAgain } from '../../state/source-files.ts'
import type { StateFolder } from '../../state/state-folder.ts'
import { fileKey, type ReadFile } from '../load.ts'
import { type ReadTexts, readZones } from '../loader/read-zones.ts'

export class ZoneFiles {
  readonly #state: StateFolder
  readonly #readTexts: ReadTexts | undefined
  #known: ReadonlyMap<string, ReadFile> = new Map()

  /** `readTexts`: by default in this process. */
  constructor(state: StateFolder, readTexts?: ReadTexts) {
    this.#state = state
    this.#readTexts = readTexts
  }

  /**
   * By fileKey(). A file that was good and is what it was gives the very zone that it gave before. `background`: others answer
   * meanwhile.
   */
  async read(settings: Settings, { background = true } = {}): Promise<ReadonlyMap<string, ReadFile>> {
    const same = new Map<string, ReadFile>()
    const changed = new Set<string>()
    for (const zone of settings.zones)
      for (const face of zone.faces) {
        const key = fileKey(zone, face)
        const file = this.#known.get(key)
        if (file === undefined || same.has(key) || changed.has(key)) continue
        const madeOf = file.subject && foundAgain(file.madeOf ?? [])
        if (madeOf) same.set(key, { ...file, madeOf })
        else changed.add(key)
      }
    const files = await readZones(settings, 'load', this.#state, {
      ...(this.#readTexts && { readTexts: this.#readTexts }),
      ...{ known: same, changed, background },
    })
    this.#known = new Map([...files].filter(([, file]) => isReusable(file)))
    return files
  }
}

function isReusable(file: ReadFile): boolean {
  return file.subject !== undefined && !hasError(file.problems) && (file.madeOf?.length ?? 0) > 0
}
