// Metrics of each catalog.

import type { CatalogCount } from '../serve/catalog-lines.ts'
import { type Gauges, gaugesText } from './gauges.ts'
import type { Sight } from './sight.ts'
import { type Catalogs, seenCounts } from './verbs/catalog.ts'

type Line = CatalogCount & { readonly state: 'good' | 'failed' }

const ofCatalogs: Gauges<Line, Line['state']> = {
  labels: ({ name, view }) => ({ catalog: name, view }),
  states: ['good', 'failed'],
  count: { name: 'janus_catalogs', help: 'Catalogs by state.' },
  gauges: [
    {
      name: 'janus_catalog_state',
      help: '1 for the state that the catalog is in.',
      value: () => 1,
      withState: true,
    },
    {
      name: 'janus_catalog_serial',
      help: 'Serial of the newest version of the catalog.',
      value: ({ serial }) => serial,
    },
    { name: 'janus_catalog_members', help: 'Zones that the catalog lists.', value: ({ members }) => members },
    {
      name: 'janus_catalog_members_waiting',
      help: 'Members that have not come from their primary yet.',
      value: ({ waiting }) => waiting,
    },
    {
      name: 'janus_catalog_members_not_served',
      help: 'Members that the configuration does not let be.',
      value: ({ notServed }) => notServed,
    },
  ],
}

export function catalogMetrics(server: Catalogs, sight: Sight): Promise<string> {
  const lines = seenCounts(server, sight).map(
    (line): Line => ({ ...line, state: line.error === undefined ? 'good' : 'failed' }),
  )
  return gaugesText(ofCatalogs, lines)
}
