// `janus stats`: shows the counters since the start. They are by view: an actor who sees only some zones of a view sees none of them, and
// counters that belong to no view are for actors who see all.

import * as v from 'valibot'
import { sumCounters, type Totals } from '../../observe/counters.ts'
import type { Server } from '../../serve/server.ts'
import { type Asked, oneResult, type Plain } from '../verb.ts'
import { columns, table } from '../words.ts'

const count = v.number()

const result = v.looseObject({
  queries: v.array(
    v.looseObject({
      view: v.pipe(v.string(), v.description('"-" is for queries that got no view.')),
      type: v.string(),
      rcode: v.string(),
      transport: v.string(),
      family: v.string(),
      count,
    }),
  ),
  views: v.array(
    v.looseObject({
      ...{ view: v.string(), truncated: count, limited: count, misplaced: count },
      misplacedBy: v.pipe(
        v.array(v.looseObject({ transport: v.string(), proxied: v.boolean(), count })),
        v.description('By door: queries from private addresses that got the view of everybody.'),
      ),
    }),
  ),
  dropped: v.optional(count),
  durations: v.optional(v.array(count)),
  seconds: v.optional(count),
  udp: v.optional(v.looseObject({ received: count, sent: count, failed: count })),
  proxied: v.optional(
    v.looseObject({
      strangers: v.pipe(count, v.description('Dropped at listeners behind proxies: from others than these.')),
      broken: v.pipe(count, v.description('Dropped there: without a PROXY header that can be read.')),
    }),
  ),
  subnets: v.optional(
    v.looseObject({
      ignored: v.pipe(count, v.description('Client subnets of senders that are not under ecs-from.')),
      short: v.pipe(count, v.description('Of those that are: none, or too short to tell which view.')),
    }),
  ),
  tcp: v.optional(v.looseObject({ open: count, accepted: count, displaced: count, crowded: count })),
  doors: v.optional(
    v.looseObject({
      shaken: v.pipe(count, v.description('TLS handshakes that came to an end.')),
      resumed: v.pipe(count, v.description('Those that took up an earlier session.')),
      failed: v.pipe(count, v.description('Those that came to none.')),
      refused: v.pipe(count, v.description('Those of networks that have had many.')),
      resets: v.pipe(count, v.description('Requests over HTTPS that their client broke off.')),
      ...{ open: count, accepted: count, displaced: count, crowded: count },
    }),
  ),
  transfers: v.optional(
    v.looseObject({
      ...{ open: count, done: count, cut: count, refused: count },
      lastRefused: v.optional(v.looseObject({ client: v.string(), view: v.string(), zone: v.string() })),
      notifies: v.pipe(
        v.looseObject({
          ...{ taken: count, refused: count },
          lastRefused: v.optional(
            v.looseObject({ client: v.string(), zone: v.string(), key: v.string(), expected: v.string() }),
          ),
        }),
        v.description('NOTIFY for zones that come from primaries.'),
      ),
    }),
  ),
  signatures: v.optional(
    v.looseObject({
      ...{ good: count, format: count, badkey: count, badsig: count, badtime: count, badtrunc: count },
      elsewhere: v.pipe(count, v.description('By a good key, from where it may not be used.')),
      lastBad: v.optional(
        v.looseObject({ client: v.string(), key: v.string(), error: v.string(), skew: v.optional(v.number()) }),
      ),
    }),
  ),
  desk: v.optional(
    v.looseObject({
      handed: v.pipe(count, v.description('Datagrams that the UDP workers left to the main thread.')),
      dropped: v.pipe(count, v.description('Those that found it busy.')),
      open: count,
    }),
  ),
  online: v.optional(
    v.looseObject({
      answered: v.pipe(count, v.description('Answers that were signed when somebody asked, or that lay there signed.')),
      truncated: v.pipe(count, v.description('Datagrams that found no room and were told to come by TCP.')),
      refused: v.pipe(count, v.description('Questions over streams that found no room and got SERVFAIL.')),
      made: v.pipe(count, v.description('Signatures that were made.')),
      reused: v.pipe(count, v.description('Rrsets whose signatures were kept from before.')),
      open: v.pipe(count, v.description('Questions over streams that wait.')),
      kept: v.pipe(count, v.description('Octets of signatures that are kept.')),
    }),
  ),
  workers: v.optional(v.looseObject({ running: count, restarts: count })),
  reloads: v.optional(v.looseObject({ good: count, bad: count })),
})

export type Stats = Plain<v.InferOutput<typeof result>>

export const stats = oneResult({
  name: 'stats',
  effect: 'reads',
  concerns: 'seen',
  request: {},
  result,
  run: statsOf,
  text: (counted) => statsText(counted),
  command: {
    summary: 'counters of queries and answers since the start',
    examples: [['janus stats'], ['janus stats --json | jq .queries', 'for programs']],
    exit: { done: 'done', refused: 'refused', failed: 'no server to ask, or the command cannot be read' },
  },
})

export function statsOf({ operated: { server }, sight }: Asked): Stats {
  const names = server.viewNames
  const name = (view: number) => (view < 0 ? '-' : (names[view] ?? 'other'))
  const { queries, views, ...totals } = countsOf(server)
  const isSeen = ({ view }: { readonly view: string }) => sight.allZones && sight.view(view)
  return {
    queries: queries.map((total) => ({ ...total, view: name(total.view) })).filter(isSeen),
    views: views.map((total) => ({ ...total, view: name(total.view) })).filter(isSeen),
    ...(sight.whole && {
      ...totals,
      tcp: { ...server.tcpCounts },
      doors: server.doorCounts,
      transfers: { ...server.transferCounts },
      signatures: counted(server.signatureCounts),
      desk: server.datagramCounts,
      online: server.online.counts,
      workers: server.workers,
      reloads: { ...server.reloads },
    }),
  }
}

function byDoor(counts: Stats['views'][number]['misplacedBy']): string {
  if (counts.length === 0) return ''
  const each = counts.map(
    ({ transport, proxied, count }) => `${count} by ${transport}${proxied ? ' behind a proxy' : ''}`,
  )
  return ` (${each.join(', ')})`
}

/** The counters of all threads together; views by number. */
function countsOf({ counters, viewNames, udpCounts, proxyCounts, doorCounts }: Server): Totals {
  const { udp, proxied, ...totals } = sumCounters(counters, viewNames.length)
  return {
    ...totals,
    proxied: {
      strangers: proxied.strangers + proxyCounts.strangers + doorCounts.strangers,
      broken: proxied.broken + proxyCounts.broken + doorCounts.broken,
    },
    udp: [udp, ...udpCounts].reduce((a, b) => ({
      received: a.received + b.received,
      sent: a.sent + b.sent,
      failed: a.failed + b.failed,
    })),
  }
}

function statsText(stats: Stats): string {
  const {
    queries,
    views,
    dropped,
    udp,
    proxied,
    subnets,
    tcp,
    doors,
    desk,
    online,
    transfers,
    signatures,
    durations = [],
    seconds = 0,
  } = stats
  const answered = durations.reduce((sum, count) => sum + count, 0)
  const time = `${((seconds / answered) * 1e6).toFixed(0)} µs from received to sent on average`
  return [
    ...(queries.length === 0 ? ['no query has been answered since the start'] : []),
    ...table(
      ['view', 'type', 'rcode', 'over', 'family', 'answers'],
      queries.map(({ view, type, rcode, transport, family, count }) => [
        view,
        type,
        rcode,
        transport,
        family,
        `${count}`,
      ]),
    ),
    '',
    ...columns(
      views
        .filter(({ truncated, limited, misplaced }) => truncated + limited + misplaced > 0)
        .map(({ view, truncated, limited, misplaced, misplacedBy }) => [
          view,
          `${truncated} truncated`,
          `${limited} rate-limited`,
          `${misplaced} from private addresses${byDoor(misplacedBy)}`,
        ]),
    ),
    ...line(dropped, (dropped) => `${dropped} messages without an answer`),
    ...line(
      udp,
      ({ received, sent, failed }) => `UDP: ${received} received, ${sent} sent, ${failed} not taken by the system`,
    ),
    ...line(proxied, ({ strangers, broken }) =>
      strangers + broken === 0
        ? undefined
        : `behind proxies: ${strangers} dropped from others, ${broken} without a header that can be read`,
    ),
    ...line(subnets, ({ ignored, short }) =>
      ignored + short === 0
        ? undefined
        : `client subnets: ${ignored} passed over, ${short} that tell no view, or missing`,
    ),
    ...line(
      tcp,
      ({ open, accepted, displaced, crowded }) =>
        `TCP: ${open} open, ${accepted} accepted, ${displaced} displaced, ${crowded} displaced by their own client`,
    ),
    ...line(doors, ({ open, accepted, shaken, resumed, failed, refused }) =>
      shaken + failed + refused === 0
        ? undefined
        : `TLS: ${open} open, ${accepted} accepted, ${shaken} handshakes (${resumed} resumed), ${failed} failed, ${refused} refused`,
    ),
    ...line(
      desk,
      ({ handed, dropped }) =>
        `NOTIFY, UPDATE and signed datagrams: ${handed} answered by the main thread, ${dropped} dropped for want of room`,
    ),
    ...line(online, ({ answered, truncated, refused, made }) =>
      answered + truncated + refused === 0
        ? undefined
        : `signed when asked: ${answered} answers, ${made} signatures made, ${truncated} datagrams sent to TCP and ${refused} streams refused for want of room`,
    ),
    ...line(
      transfers,
      ({ open, done, cut, refused, lastRefused }) =>
        `transfers: ${open} under way, ${done} done, ${cut} cut off, ${refused} refused${lastRefusedText(lastRefused)}`,
    ),
    ...line(transfers, ({ notifies }) => notifiesText(notifies)),
    ...line(signatures, signaturesText),
    ...line(dropped, () => (answered === 0 ? 'no time from received to sent measured yet' : time)),
  ].join('\n')
}

/** The counts without the last request of each kind, which the log has. */
function counted({ lastOf: _, ...counts }: Server['signatureCounts']): NonNullable<Stats['signatures']> {
  return counts
}

function signaturesText({ good, elsewhere, lastBad, ...errors }: NonNullable<Stats['signatures']>): string {
  const { format, badkey, badsig, badtime, badtrunc } = errors
  const bad = format + badkey + badsig + badtime + badtrunc + elsewhere
  const last = lastBad === undefined ? '' : `, last from ${lastBad.client} by ${lastBad.key}: ${lastBad.error}`
  return `signed requests: ${good} good, ${bad} refused${last}`
}

/** The line, if the actor may see its value. */
function line<T>(value: T | undefined, text: (value: T) => string | undefined): string[] {
  const told = value === undefined ? undefined : text(value)
  return told === undefined ? [] : [told]
}

function lastRefusedText(last: NonNullable<Stats['transfers']>['lastRefused']): string {
  return last === undefined ? '' : `, last ${last.zone} to ${last.client} (view ${last.view})`
}

function notifiesText({ taken, refused, lastRefused }: NonNullable<Stats['transfers']>['notifies']): string {
  const last =
    lastRefused && `, last for ${lastRefused.zone} from ${lastRefused.client} (expected: ${lastRefused.expected})`
  return `NOTIFY of primaries: ${taken} taken, ${refused} refused${last ?? ''}`
}
