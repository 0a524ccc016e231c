// Reads the zone files of a configuration for each generation, and reads no unchanged file again.

import { hasError, isLayered } from '../../check/read-zone.ts'
import { rulesFor } from '../../check/ruleset.ts'
import { foundAgain } from '../../state/source-files.ts'
import type { StateFolder } from '../../state/state-folder.ts'
import { judgeOf } from '../../supply/judge.ts'
import type { Loaders } from '../../supply/loader/loaders.ts'
import { readZones } from '../../supply/loader/read-zones.ts'
import { fileKey, layersKey, plainFile } from '../../supply/pipeline.ts'
import type { ReadZone } from '../../supply/read-zone.ts'
import { inSlices, type Sliced } from '../../supply/slices.ts'
import { Folders } from '../../system/folders.ts'
import type { Settings } from '../../text/config/settings.ts'
import { severitiesOf } from '../../text/config/severities.ts'

export type ZoneFilesOptions = {
  /** By default this thread reads texts, as commands do. */
  readonly loaders?: Pick<Loaders, 'read' | 'startAhead'>
  /** Digest of this program. */
  readonly program: string
}

export class ZoneFiles {
  readonly #state: StateFolder
  readonly #loaders: ZoneFilesOptions['loaders']
  readonly #program: string
  #known: ReadonlyMap<string, ReadZone> = new Map()
  /** What judged the known files. */
  #judged: string | undefined
  /** The settings at that time: by now, other files may be laid over a face, and its lines may name other views. */
  #settings: Settings | undefined

  constructor(state: StateFolder, { loaders, program }: ZoneFilesOptions) {
    this.#state = state
    this.#loaders = loaders
    this.#program = program
  }

  /**
   * Zones by fileKey(). A file that was good, has not changed and would be judged as before gives the same zone object. `background`:
   * lets other work have turns.
   */
  async read(settings: Settings, { background = true } = {}): Promise<ReadonlyMap<string, ReadZone>> {
    const judged = judgeOf(rulesFor('load', severitiesOf(settings.rules)), this.#program)
    const known = judged !== undefined && judged === this.#judged ? this.#known : new Map<string, ReadZone>()
    const { same, changed } = await inSlices(this.#lookAgain(settings, known, background))
    const kept = judged === undefined ? undefined : { state: this.#state, judged }
    const files = await readZones(settings, 'load', kept, {
      ...(this.#loaders && { readTexts: this.#loaders.read }),
      ...{ known: same, changed, background },
    })
    this.#judged = judged
    this.#settings = settings
    this.#known = new Map([...files].filter(([, file]) => isReusable(file) || isLayered(file)))
    return files
  }

  /** Which known files have not changed. */
  *#lookAgain(settings: Settings, known: ReadonlyMap<string, ReadZone>, background: boolean): Sliced<Looked> {
    const same = new Map<string, ReadZone>()
    const changed = new Set<string>()
    const folders = new Folders()
    const isSame = (key: string): boolean => {
      const file = known.get(key)
      if (file === undefined || changed.has(key)) return false
      if (same.has(key)) return true
      const madeOf = file.subject && foundAgain(file.madeOf ?? [], folders)
      if (madeOf) same.set(key, madeOf === file.madeOf ? file : { ...file, madeOf })
      else {
        changed.add(key)
        this.#loaders?.startAhead(background)
      }
      return madeOf !== undefined
    }
    for (const zone of settings.zones) {
      const divided = new Map<string, boolean>()
      for (const face of zone.faces) {
        const key = fileKey(zone, face)
        const own = plainFile(face) && known.get(key)
        if (own && !isLayered(own)) isSame(key)
        else if (settings === this.#settings && (own || face.source.kind === 'layers')) {
          const isFaceSame = isSame(layersKey(zone, face))
          if (own) divided.set(key, isFaceSame && divided.get(key) !== false)
        }
        yield
      }
      // A file whose lines differ by view is read once for all views.
      for (const [key, areSame] of divided) if (areSame) same.set(key, known.get(key)!)
    }
    return { same, changed }
  }
}

type Looked = { readonly same: ReadonlyMap<string, ReadZone>; readonly changed: ReadonlySet<string> }

function isReusable(file: ReadZone): boolean {
  return file.subject !== undefined && !hasError(file.problems) && (file.madeOf?.length ?? 0) > 0
}
