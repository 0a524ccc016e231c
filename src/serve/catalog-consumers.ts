// The consumers of a catalog that we make: who they are, and what of a view all of them may fetch.

import type { ProducedCatalog } from '../text/config/catalogs.ts'
import type { SecondarySetting } from '../text/config/secondaries.ts'
import type { Settings, ZoneSetting } from '../text/config/settings.ts'
import { secondariesOf } from '../transfer/secondaries.ts'

/** What all of the catalog's consumers may fetch of its view. */
export function membersOf(
  { consumers, viewName }: ProducedCatalog,
  zones: readonly ZoneSetting[],
  latest: Pick<Settings, 'views' | 'secondaries'>,
): ZoneSetting[] {
  return zones.filter(({ origin, faces }) => {
    if (!faces.some((face) => face.viewName === viewName)) return false
    const gets = secondariesOf(latest, viewName, origin)
    return consumers.every((consumer) => gets.some(({ name }) => name === consumer))
  })
}

/** Those that get the catalog. */
export function consumersOf(
  { consumers }: ProducedCatalog,
  { secondaries }: Pick<Settings, 'secondaries'>,
): SecondarySetting[] {
  return secondaries.filter(({ name }) => consumers.includes(name))
}
