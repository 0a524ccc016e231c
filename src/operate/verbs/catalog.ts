// `janus catalog`: the catalogs that this server makes, and those that it follows.

import * as v from 'valibot'
import type { CatalogCount, CatalogHead, CatalogLine, MemberLine } from '../../serve/catalog-lines.ts'
import type { Server } from '../../serve/server.ts'
import type { Speaker } from '../../text/findings/wording.ts'
import { say } from '../says.ts'
import type { Sight } from '../sight.ts'
import { type Asked, manyResults, type Plain } from '../verb.ts'
import { table } from '../words.ts'
import { wordsOf } from '../words-of.ts'

const catalogSummary = v.looseObject({
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

/** The catalogs that the actor sees; counts leave out members that he does not see. */
export function seenCounts(server: Catalogs, sight: Sight): CatalogCount[] {
  const isSeen = ({ name, view }: CatalogHead) => sight.face({ zone: name, view })
  if (sight.allZones) return server.catalogCounts.filter(isSeen)
  return server.catalogLines.filter(isSeen).map((line) => countOf(line, sight))
}

export type Catalogs = Pick<Server, 'catalogCounts' | 'catalogLines'>

function countOf({ members: all, ...head }: CatalogLine, sight: Sight): CatalogCount {
  const seen = all.filter(({ zone, state }) => state !== 'not-listed' && sight.zone(zone))
  const inState = (wanted: MemberLine['state']) => seen.filter(({ state }) => state === wanted).length
  return { ...head, members: seen.length, waiting: inState('waiting'), notServed: inState('not-served') }
}

/** Why a catalog is not followed. The reason may name any zone: an actor who does not see all is not told it. */
export function seenError({ error }: CatalogHead, sight: Sight, { text }: Speaker): string | undefined {
  return error && text(sight.whole ? error : say('catalog-why-hidden'))
}

async function* summaries({ operated, sight }: Asked): AsyncGenerator<CatalogSummary> {
  const counts = seenCounts(operated.server, sight)
  if (counts.length === 0) return
  const words = await wordsOf(operated)
  for (const line of counts) {
    const { name, view, kind, serial, followed, members, waiting, notServed } = line
    const error = seenError(line, sight, words)
    yield { catalog: name, view, kind, serial, followed, error, members, waiting, notServed }
  }
}

export const catalog = manyResults({
  name: 'catalog',
  effect: 'reads',
  concerns: 'seen',
  request: {},
  result: catalogSummary,
  run: (asked) => summaries(asked),
  text: (lines) => catalogsText(lines),
  good: (lines) => lines.every(({ error }) => error === undefined),
  command: {
    summary: 'the catalogs that this server makes, and those that it follows',
    more: 'Janus does not follow a version that is broken or removes too many zones at once: the members stay as they were.',
    examples: [['janus catalog', 'every catalog'], [`janus catalog --json | jq '.[] | select(.error)'`]],
    exit: { done: 'the newest version of each is followed', refused: 'one is not', failed: 'no server to ask' },
  },
})

function catalogsText(lines: readonly CatalogSummary[]): string {
  if (lines.length === 0) return 'there is no catalog: configure one under "catalogs"'
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
