// Reads every face of a configuration for a command, as servers do, but without slices: nobody waits.

import type { Stage } from '../check/rule.ts'
import { rulesFor, type Severities } from '../check/ruleset.ts'
import type { Settings } from '../text/config/settings.ts'
import { severitiesOf } from '../text/config/severities.ts'
import type { FaceSetting } from '../text/config/sources.ts'
import { readZones } from './loader/read-zones.ts'
import { readingFaces } from './pipeline.ts'
import type { ReadZone } from './read-zone.ts'
import { atOnce } from './slices.ts'

export type ReadFacesOptions = {
  /** Severities of rules; by default those of the configuration. */
  readonly severities?: Severities
  /** See ActiveRule. */
  readonly sifted?: boolean
}

/** All faces, also those with errors as far as they can be read. */
export async function readFaces(
  settings: Settings,
  stage: Stage,
  { severities = severitiesOf(settings.rules), sifted = false }: ReadFacesOptions = {},
): Promise<ReadonlyMap<FaceSetting, ReadZone>> {
  const files = await readZones(settings, stage, undefined, { data: { severities, sifted, refused: true } })
  return atOnce(readingFaces(settings, files, { rules: rulesFor(stage, severities, sifted) }))
}
