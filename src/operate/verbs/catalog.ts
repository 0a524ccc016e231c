// `janus catalog`: the catalogs that are made here, and those that are followed.

import * as v from 'valibot'
import type { CatalogCount, CatalogHead } from '../../serve/catalog-lines.ts'
import type { Sight } from '../sight.ts'
import { manyResults, type Plain } from '../verb.ts'
import { table } from '../words.ts'

export const catalogSummary = v.looseObject({
  catalog: v.string(),
  view: v.string(),
  kind: v.pipe(v.picklist(['produced', 'consumed']), v.description('Made here, or followed.')),
  serial: v.optional(v.pipe(v.number(), v.description('Of the newest version.'))),
  followed: v.optional(v.pipe(v.number(), v.description('Serial of the version that is followed.'))),
  members: v.number(),
  waiting: v.pipe(v.number(), v.description('Members that have not come from their primary yet.')),
  notServed: v.pipe(v.number(), v.description('Members that the configuration does not let be.')),
  error: v.optional(v.pipe(v.string(), v.description('Why the newest version is not followed, or has not come.'))),
})

export type CatalogSummary = Plain<v.InferOutput<typeof catalogSummary>>

export function* catalogSummaries(lines: Iterable<CatalogCount>, sight: Sight): Generator<CatalogSummary> {
  for (const line of lines) if (sight.face({ zone: line.name, view: line.view })) yield summaryOf(line, sight)
}

/** Why a catalog is not followed names zones that it lists, and others beside them. */
export function seenError({ error }: CatalogHead, sight: Sight): string | undefined {
  if (sight.whole) return error
  return error && 'it is not followed: who may see the whole server is told why'
}

function summaryOf(line: CatalogCount, sight: Sight): CatalogSummary {
  const { name, view, kind, serial, followed, members, waiting, notServed } = line
  return { catalog: name, view, kind, serial, followed, error: seenError(line, sight), members, waiting, notServed }
}

export const catalog = manyResults({
  name: 'catalog',
  effect: 'reads',
  concerns: 'seen',
  request: {},
  result: catalogSummary,
  run: ({ operated, sight }) => catalogSummaries(operated.server.catalogCounts, sight),
  text: (lines) => catalogsText(lines),
  good: (lines) => lines.every(({ error }) => error === undefined),
  command: {
    summary: 'the catalogs that are made here, and those that are followed',
    more: 'A catalog that is broken, or takes too much away at once, is not followed: its members stay as they were.',
    examples: [['janus catalog', 'every catalog'], [`janus catalog --json | jq '.[] | select(.error)'`]],
    exit: { done: 'the newest version of each is followed', refused: 'one is not', failed: 'no server to ask' },
  },
})

function catalogsText(lines: readonly CatalogSummary[]): string {
  if (lines.length === 0) return 'there is no catalog: name one under "catalogs"'
  const rows = lines.map((line) => [
    line.catalog,
    line.view,
    line.kind === 'produced' ? 'made here' : 'followed',
    `${line.serial ?? '-'}`,
    `${line.members}`,
    `${line.waiting}`,
    `${line.notServed}`,
    line.error ?? '',
  ])
  return table(['catalog', 'view', '', 'serial', 'zones', 'waiting', 'not served', ''], rows).join('\n')
}
