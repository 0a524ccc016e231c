// The zone files of a configuration, read for one generation after the other: what has not changed is not read again.

import { hasError } from '../../check/read-zone.ts'
import { rulesFor } from '../../check/ruleset.ts'
import { foundAgain } from '../../state/source-files.ts'
import type { StateFolder } from '../../state/state-folder.ts'
import { judgeOf } from '../../supply/judge.ts'
import type { Loaders } from '../../supply/loader/loaders.ts'
import { readZones } from '../../supply/loader/read-zones.ts'
import { fileKey } from '../../supply/pipeline.ts'
import type { ReadZone } from '../../supply/read-zone.ts'
import { inSlices, type Sliced } from '../../supply/slices.ts'
import { Folders } from '../../system/folders.ts'
import { severitiesOf } from '../../text/config/rule-settings.ts'
import type { Settings } from '../../text/config/settings.ts'

export type ZoneFilesOptions = {
  /** By default texts are read as commands do. */
  readonly loaders?: Pick<Loaders, 'read' | 'startAhead'>
  /** Digest of this one. */
  readonly program: string
}

export class ZoneFiles {
  readonly #state: StateFolder
  readonly #loaders: ZoneFilesOptions['loaders']
  readonly #program: string
  #known: ReadonlyMap<string, ReadZone> = new Map()
  /** What judged those that are known. */
  #judged: string | undefined

  constructor(state: StateFolder, { loaders, program }: ZoneFilesOptions) {
    this.#state = state
    this.#loaders = loaders
    this.#program = program
  }

  /**
   * By fileKey(). A file that was good, is what it was and would be judged as it was gives the very zone that it gave before.
   * `background`: others answer meanwhile.
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
    this.#known = new Map([...files].filter(([, file]) => isReusable(file)))
    return files
  }

  /** Which of those that are known are as they were. */
  *#lookAgain({ zones }: Settings, known: ReadonlyMap<string, ReadZone>, background: boolean): Sliced<Looked> {
    const same = new Map<string, ReadZone>()
    const changed = new Set<string>()
    const folders = new Folders()
    for (const zone of zones)
      for (const face of zone.faces) {
        const key = fileKey(zone, face)
        const file = known.get(key)
        if (file === undefined || same.has(key) || changed.has(key)) continue
        const madeOf = file.subject && foundAgain(file.madeOf ?? [], folders)
        if (madeOf) same.set(key, madeOf === file.madeOf ? file : { ...file, madeOf })
        else {
          changed.add(key)
          this.#loaders?.startAhead(background)
        }
        yield
      }
    return { same, changed }
  }
}

type Looked = { readonly same: ReadonlyMap<string, ReadZone>; readonly changed: ReadonlySet<string> }

function isReusable(file: ReadZone): boolean {
  return file.subject !== undefined && !hasError(file.problems) && (file.madeOf?.length ?? 0) > 0
}
