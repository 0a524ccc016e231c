// A generation: the views and prefixes from which the server answers until the next generation.

import type { LoadedViews } from '../../supply/load.ts'
import type { Settings } from '../../text/config/settings.ts'
import { compilePrefixes } from '../../views/prefix-table.ts'
import type { Generation } from '../../views/view.ts'

export function generationOf(settings: Settings, loaded: LoadedViews, number: number): Generation {
  const prefixes = settings.views.flatMap(({ prefixes }, view) => prefixes.map((prefix) => ({ prefix, view })))
  return { number, views: loaded.views, prefixes: compilePrefixes(prefixes) }
}
