// `janus status`: shows how the server is, with every table that strangers could make grow, and its bound.

import * as v from 'valibot'
import { endpointText } from '../../net/endpoint.ts'
import type { FaceState } from '../../store/generation/candidate.ts'
import { wholeNumber } from '../../text/config/words.ts'
import { certificateLine, certificateLines } from '../certificate-lines.ts'
import { configFindings, countsOf } from '../config-findings.ts'
import { field } from '../fields.ts'
import { keyLine, keyLines } from '../key-lines.ts'
import { misfitLines } from '../misfit-lines.ts'
import type { Operated } from '../operated.ts'
import { speakerOf } from '../says.ts'
import type { Sight } from '../sight.ts'
import { updatesOf, updatesStatus } from '../update-lines.ts'
import { type Asked, oneResult, type Plain } from '../verb.ts'
import { withheldLines } from '../withheld-lines.ts'
import { wordsOf } from '../words-of.ts'
import { faceLines, type ZoneLine, zoneLine } from '../zone-lines.ts'
import { type Catalogs, seenCounts } from './catalog.ts'
import { type ListLine, listLines } from './list.ts'
import { queryLogStatus } from './query-log.ts'
import { statusText } from './status-words.ts'
import { type CopyLine, copyStates, fetchedStates, seenFaults, statesOfCopies, statesOfFetched } from './transfers.ts'

const count = v.number()
const tableLine = v.looseObject({
  table: v.string(),
  name: v.optional(v.pipe(v.string(), v.description('In the language of who asks, where that is not English.'))),
  used: v.optional(count),
  limit: v.optional(count),
})
const severities = v.looseObject({ error: count, warning: count, info: count })

/** Fields about the whole server are missing for an actor who does not see everything. */
const result = v.looseObject({
  version: v.string(),
  pid: v.optional(v.number()),
  config: v.optional(v.string()),
  started: v.string(),
  uptime: v.number(),
  listen: v.optional(v.array(v.string())),
  views: v.array(v.string()),
  generation: v.number(),
  since: v.string(),
  rolledBackTo: v.optional(
    v.pipe(v.number(), v.description('The generation that was gone back to, until the next reload.')),
  ),
  zones: v.looseObject({
    configured: count,
    ...{
      current: count,
      'stale-source': count,
      held: count,
      refused: count,
      waiting: count,
      expired: count,
      'rolled-back': count,
      pending: count,
    },
  }),
  notCurrent: v.pipe(v.array(zoneLine), v.description('The faces that are not, as many as were asked for.')),
  misfits: v.optional(
    v.pipe(
      v.looseObject({ faces: count, findings: count }),
      v.description('What messages, transfers or ends have made of zones that does not fit the zones beside them.'),
    ),
  ),
  withheld: v.optional(
    v.pipe(
      v.looseObject({
        copies: v.pipe(count, v.description('Zone faces of primaries of which no version is in service for it.')),
        changed: v.pipe(count, v.description('Zone faces of which changes by messages or the API are withheld.')),
        names: v.pipe(count, v.description('Of these changes, in all such faces together.')),
      }),
      v.description('What nobody is shown because it would tell everybody of the inside.'),
    ),
  ),
  findings: v.optional(
    v.pipe(
      v.looseObject({ configuration: severities, rules: v.optional(severities) }),
      v.description(
        'What is wrong with the configuration as it was read last; and with what is served by all rules, once somebody has asked for that.',
      ),
    ),
  ),
  secondaries: v.optional(
    v.pipe(
      v.looseObject({ copies: count, current: count, behind: count, unknown: count, failed: count }),
      v.description('Zone faces at secondaries, as "janus transfers" shows each.'),
    ),
  ),
  lists: v.optional(
    v.pipe(
      v.looseObject({ lists: count, entries: count, refused: count }),
      v.description('Those whose entries end, as "janus list" shows each.'),
    ),
  ),
  catalogs: v.optional(
    v.pipe(
      v.looseObject({ catalogs: count, members: count, waiting: count, notServed: count, failed: count }),
      v.description('As "janus catalog" shows each.'),
    ),
  ),
  primaries: v.optional(
    v.pipe(
      v.looseObject({
        ...{ copies: count, current: count, behind: count, failed: count, waiting: count, expired: count },
        faulty: v.pipe(count, v.description('Of them, those with faults, which are served all the same.')),
        faults: v.pipe(count, v.description('In all of these together.')),
      }),
      v.description('Zone faces that come from primaries, likewise.'),
    ),
  ),
  keys: v.optional(v.array(keyLine)),
  certificates: v.optional(v.array(certificateLine)),
  lastReload: v.optional(
    v.looseObject({
      outcome: v.picklist(['switched', 'unchanged', 'refused']),
      good: v.boolean(),
      reason: v.optional(v.string()),
      seconds: v.number(),
      restart: v.optional(
        v.pipe(v.array(v.string()), v.description('Keys that have changed and take a restart to hold.')),
      ),
    }),
  ),
  updates: v.optional(updatesStatus),
  audit: v.optional(
    v.looseObject({ entries: count, octets: count, limit: count, lost: count, error: v.optional(v.string()) }),
  ),
  state: v.optional(v.looseObject({ path: v.string(), failed: count, reason: v.optional(v.string()) })),
  workers: v.optional(v.looseObject({ configured: count, running: count, restarts: count })),
  memory: v.optional(v.looseObject({ resident: count, heap: count, buffers: count })),
  log: v.optional(v.looseObject({ dropped: count })),
  queryLog: v.optional(queryLogStatus),
  dnstap: v.optional(v.looseObject({ sent: count, dropped: count })),
  tables: v.optional(v.array(tableLine)),
})

export type Status = Plain<v.InferOutput<typeof result>>

export const status = oneResult({
  name: 'status',
  effect: 'reads',
  concerns: 'seen',
  request: {
    limit: v.optional(field(wholeNumber(1, 10_000), 'so many of the faces that are not current; all where not given')),
  },
  result,
  page: { path: '/status', tells: 'zones' },
  run: statusOf,
  text: statusText,
  good: ({ zones }) => zones.current === zones.configured,
  command: {
    summary: 'the state of the running server: zones, memory, workers, and how full each table is',
    examples: [
      ['janus status', 'the server of ./janus.yaml or /etc/janus/janus.yaml'],
      ['janus status --json | jq .tables', 'for programs'],
    ],
    exit: {
      done: 'all zones are served as their files have them',
      refused: 'some are not',
      failed: 'no server to ask',
    },
  },
})

async function statusOf(
  { operated, sight }: Asked,
  { limit }: { readonly limit?: number | undefined } = {},
): Promise<Status> {
  const { server, version } = operated
  const { current, settings, lastReload } = server
  const { whole } = sight
  const counts = new Map<FaceState, number>()
  const notCurrent: ZoneLine[] = []
  for (const { state, line } of faceLines(server, sight)) {
    counts.set(state, (counts.get(state) ?? 0) + 1)
    if (state !== 'current' && notCurrent.length < (limit ?? Number.POSITIVE_INFINITY)) notCurrent.push(line())
  }
  const count = (wanted: FaceState) => counts.get(wanted) ?? 0
  return {
    version,
    ...(whole && { pid: process.pid, config: settings.file }),
    started: server.started.toISOString(),
    uptime: Math.floor(process.uptime()),
    ...(whole && { listen: server.bound.map(endpointText) }),
    views: current.candidate.settings.views.map(({ name }) => name).filter((name) => sight.view(name)),
    generation: current.number,
    since: current.time.toISOString(),
    rolledBackTo: current.candidate.behind === 'rolled-back' ? current.content : undefined,
    zones: {
      configured: [...counts.values()].reduce((sum, faces) => sum + faces, 0),
      current: count('current'),
      'stale-source': count('stale-source'),
      held: count('held'),
      refused: count('refused'),
      waiting: count('waiting'),
      expired: count('expired'),
      'rolled-back': count('rolled-back'),
      pending: count('pending'),
    },
    notCurrent,
    misfits: misfitsOf(operated, sight),
    withheld: withheldOf(operated, sight),
    secondaries: countedOf(copyStates, statesOfCopies(server.downstream.copies(), sight)),
    primaries: primariesOf(operated, sight),
    lists: listsOf(listLines({ server }, sight)),
    catalogs: catalogsOf(server, sight),
    ...(whole && {
      findings: {
        configuration: countsOf(await configFindings(server)),
        rules: operated.checking.now?.counts,
      },
      lastReload: lastReload && {
        outcome: lastReload.outcome,
        good: lastReload.good,
        reason: lastReload.reason && (await wordsOf(operated)).text(lastReload.reason),
        seconds: lastReload.seconds,
        restart: [...lastReload.restart],
      },
      ...(await ofTheProcess(operated)),
    }),
  }
}

async function ofTheProcess(operated: Operated) {
  const { server, language, droppedLogLines, queryLog, dnstap, tables } = operated
  const nameIn = language === undefined || language === 'en' ? undefined : speakerOf(language).text
  const { settings, keeping } = server
  const collector = dnstap()
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage()
  return {
    ...(server.latest.tsig.length > 0 && { keys: keyLines(server) }),
    ...(server.certificates.length > 0 && {
      certificates: certificateLines(server.certificates, await wordsOf(operated)),
    }),
    updates: updatesOf(server.updates),
    audit: server.audit.status,
    state: { path: settings.state.path, failed: keeping.last?.failed ?? 0, reason: keeping.last?.reason },
    workers: { configured: settings.workers, ...server.workers },
    memory: { resident: rss, heap: heapUsed, buffers: arrayBuffers },
    log: { dropped: droppedLogLines() },
    queryLog: queryLog.status(),
    dnstap: collector && {
      sent: collector.sent,
      dropped: collector.dropped + (server.dnstapTap?.dropped ?? 0),
    },
    tables: tables().map(({ said, ...one }) => ({ ...one, ...(nameIn && { name: nameIn(said) }) })),
  }
}

/** Undefined where there are none. */
function misfitsOf(operated: Operated, sight: Sight): Status['misfits'] {
  const lines = [...misfitLines(operated.server, sight)]
  if (lines.length === 0) return undefined
  return { faces: lines.length, findings: lines.reduce((sum, { findings }) => sum + findings, 0) }
}

/** Undefined where there is nothing. */
function withheldOf({ server }: Operated, sight: Sight): Status['withheld'] {
  const counts = { copies: 0, changed: 0, names: 0 }
  for (const { what, names } of withheldLines(server, sight)) {
    if (what === 'copy') counts.copies++
    else {
      counts.changed++
      counts.names += names
    }
  }
  return counts.copies + counts.changed > 0 ? counts : undefined
}

export type Counted<State extends string> = { readonly copies: number } & { readonly [state in State]: number }

/** Undefined where there are none. */
function countedOf<State extends CopyLine['state']>(
  states: readonly State[],
  found: Iterable<CopyLine['state']>,
): Counted<State> | undefined {
  const counts = new Map<string, number>(states.map((state) => [state, 0]))
  let copies = 0
  for (const state of found) {
    copies++
    counts.set(state, (counts.get(state) ?? 0) + 1)
  }
  return copies > 0 ? ({ copies, ...Object.fromEntries(counts) } as Counted<State>) : undefined
}

/** Undefined where there are none. */
function primariesOf({ server }: Operated, sight: Sight): Status['primaries'] {
  const counts = countedOf(fetchedStates, statesOfFetched(server.upstream.status, sight))
  if (counts === undefined) return undefined
  let [faulty, faults] = [0, 0]
  for (const face of server.upstream.status) {
    if (!sight.face(face)) continue
    const its = seenFaults(server, sight, face)?.count ?? 0
    faults += its
    if (its > 0) faulty++
  }
  return { ...counts, faulty, faults }
}

/** Undefined where there are none. */
function listsOf(lines: readonly ListLine[]): Status['lists'] {
  if (lines.length === 0) return undefined
  const sum = (of: 'entries' | 'refused') => lines.reduce((all, line) => all + line[of], 0)
  return { lists: lines.length, entries: sum('entries'), refused: sum('refused') }
}

/** Undefined where there are none. */
function catalogsOf(server: Catalogs, sight: Sight): Status['catalogs'] {
  const counts = { catalogs: 0, members: 0, waiting: 0, notServed: 0, failed: 0 }
  for (const { members, waiting, notServed, error } of seenCounts(server, sight)) {
    counts.catalogs++
    counts.members += members
    counts.waiting += waiting
    counts.notServed += notServed
    if (error !== undefined) counts.failed++
  }
  return counts.catalogs > 0 ? counts : undefined
}
