// Writes every counter and gauge in the text format of Prometheus, anew for each scrape, out of plain numbers.

import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { durationBounds, transports } from '../observe/counters.ts'
import { catalogMetrics } from './catalog-metrics.ts'
import { configFindings, countsOf } from './config-findings.ts'
import { keyLines, keyStates } from './key-lines.ts'
import { misfitLines } from './misfit-lines.ts'
import { primaryMetrics } from './primary-metrics.ts'
import { secondaryMetrics } from './secondary-metrics.ts'
import { signingMetrics } from './signing-metrics.ts'
import type { Asked } from './verb.ts'
import { listLines } from './verbs/list.ts'
import { type Stats, statsOf } from './verbs/stats.ts'
import { withheldLines } from './withheld-lines.ts'
import { zoneMetrics } from './zone-metrics.ts'

/** All metrics that the actor may see. Those that belong to no view are for actors who see everything. */
export async function metricsText(asked: Asked): Promise<string> {
  const metrics = new Metrics()
  const stats = statsOf(asked)
  addAnswers(metrics, stats)
  if (isWhole(stats)) addMessages(metrics, stats)
  addUpdates(metrics, asked)
  addLists(metrics, asked)
  addGeneration(metrics, asked)
  if (asked.sight.whole) addProcess(metrics, asked)
  if (asked.sight.whole) await addFindings(metrics, asked)
  const { server } = asked.operated
  const faces = [
    await zoneMetrics(server, asked.sight),
    await secondaryMetrics(server.downstream.copies(), asked.sight),
    await primaryMetrics(server.upstream, asked.sight),
    await signingMetrics(server, asked.sight),
    await catalogMetrics(server, asked.sight),
  ]
  return [await metrics.text(), ...faces].join('')
}

type Labels = Readonly<Record<string, string>>
type Sample = readonly [value: number, labels?: Labels]

class Metrics {
  readonly #registry = new Registry()

  counter(name: string, help: string, samples: Iterable<Sample>): void {
    const list = [...samples]
    const metric = new Counter({ name, help, labelNames: labelNames(list), registers: [this.#registry] })
    for (const [value, labels = {}] of list) metric.inc(labels, value)
  }

  gauge(name: string, help: string, samples: Iterable<Sample>): void {
    const list = [...samples]
    const metric = new Gauge({ name, help, labelNames: labelNames(list), registers: [this.#registry] })
    for (const [value, labels = {}] of list) metric.set(labels, value)
  }

  histogram(name: string, help: string, counts: readonly number[], sum: number): void {
    this.#registry.registerMetric(new CountedHistogram(name, help, counts, sum))
  }

  text(): Promise<string> {
    return this.#registry.metrics()
  }
}

function labelNames(samples: readonly Sample[]): string[] {
  return Object.keys(samples[0]?.[1] ?? {})
}

/** A histogram whose buckets have been counted elsewhere. */
class CountedHistogram extends Histogram {
  readonly #name: string
  readonly #help: string
  readonly #values: { metricName: string; labels: Labels; value: number }[]

  constructor(name: string, help: string, counts: readonly number[], sum: number) {
    super({ name, help, registers: [], buckets: [...durationBounds] })
    this.#name = name
    this.#help = help
    let total = 0
    const buckets = counts.map((count, i) => {
      total += count
      return { metricName: `${name}_bucket`, labels: { le: String(durationBounds[i] ?? '+Inf') }, value: total }
    })
    this.#values = [
      ...buckets,
      { metricName: `${name}_sum`, labels: {}, value: sum },
      { metricName: `${name}_count`, labels: {}, value: total },
    ]
  }

  /** The registry calls this; the package's types leave it out. */
  async getForPromString() {
    return { name: this.#name, help: this.#help, type: 'histogram', values: this.#values }
  }
}

function addAnswers(metrics: Metrics, { queries, views }: Stats): void {
  metrics.counter(
    'janus_queries_total',
    'Queries answered.',
    queries.map(({ count, view, type, rcode, transport, family }) => [count, { view, type, rcode, transport, family }]),
  )
  const byView = (count: 'truncated' | 'limited') => views.map((total): Sample => [total[count], { view: total.view }])
  metrics.counter('janus_answers_truncated_total', 'Answers with TC set.', byView('truncated'))
  metrics.counter('janus_answers_limited_total', 'Answers dropped or cut by rate limiting.', byView('limited'))
  metrics.counter(
    'janus_private_clients_total',
    'Queries from private address space that got the view of everybody.',
    views.flatMap(({ view, misplacedBy }) =>
      DOORS.map(([transport, proxied]): Sample => {
        const found = misplacedBy.find((one) => one.transport === transport && one.proxied === proxied)
        return [found?.count ?? 0, { view, transport, proxied: proxied ? 'yes' : 'no' }]
      }),
    ),
  )
}

/** All combinations, from the start: Prometheus sees an increase only of a counter that it knows with 0. */
const DOORS = transports.flatMap((transport) => [false, true].map((proxied) => [transport, proxied] as const))

function isWhole(stats: Stats): stats is Required<Stats> {
  return stats.udp !== undefined
}

function addMessages(
  metrics: Metrics,
  {
    dropped,
    durations,
    seconds,
    udp,
    proxied,
    subnets,
    tcp,
    doors,
    desk,
    online,
    transfers,
    signatures,
  }: Required<Stats>,
): void {
  metrics.counter('janus_messages_dropped_total', 'Messages that got no answer.', [[dropped]])
  metrics.histogram(
    'janus_response_duration_seconds',
    'Time from a batch of UDP queries received to their answers sent; one batch in sixteen is timed.',
    durations,
    seconds,
  )
  metrics.counter('janus_udp_received_total', 'Datagrams received.', [[udp.received]])
  metrics.counter('janus_udp_sent_total', 'Datagrams sent.', [[udp.sent]])
  metrics.counter('janus_udp_send_failures_total', 'Datagrams that the system did not take.', [[udp.failed]])
  metrics.counter('janus_proxy_dropped_total', 'Datagrams and connections dropped at listeners behind proxies.', [
    [proxied.strangers, { reason: 'stranger' }],
    [proxied.broken, { reason: 'header' }],
  ])
  metrics.counter('janus_client_subnets_total', 'Client subnets that decided no view.', [
    [subnets.ignored, { reason: 'sender' }],
    [subnets.short, { reason: 'short' }],
  ])
  metrics.gauge('janus_tcp_connections', 'Open TCP connections.', [[tcp.open]])
  metrics.counter('janus_tcp_accepted_total', 'TCP connections accepted.', [[tcp.accepted]])
  metrics.counter('janus_tcp_displaced_total', 'TCP connections closed to make room for others.', [[tcp.displaced]])
  metrics.counter('janus_tcp_crowded_total', 'TCP connections closed to make room for others of the same client.', [
    [tcp.crowded],
  ])
  metrics.gauge('janus_tls_connections', 'Open connections over TLS and HTTPS.', [[doors.open]])
  metrics.counter('janus_https_resets_total', 'Requests over HTTPS that their client broke off.', [[doors.resets]])
  metrics.counter('janus_tls_handshakes_total', 'TLS handshakes, by what came of them.', [
    [doors.shaken - doors.resumed, { outcome: 'full' }],
    [doors.resumed, { outcome: 'resumed' }],
    [doors.failed, { outcome: 'failed' }],
    [doors.refused, { outcome: 'refused' }],
  ])
  metrics.counter(
    'janus_desk_datagrams_total',
    'Datagrams with NOTIFY, UPDATE or a key, which the main thread answers, and those that found it busy.',
    [
      [desk.handed, { outcome: 'answered' }],
      [desk.dropped, { outcome: 'dropped' }],
    ],
  )
  metrics.counter(
    'janus_online_answers_total',
    'Answers that have to be signed when somebody asks, by what came of them.',
    [
      [online.answered, { outcome: 'answered' }],
      [online.truncated, { outcome: 'truncated' }],
      [online.refused, { outcome: 'refused' }],
    ],
  )
  metrics.counter(
    'janus_online_signatures_total',
    'Signatures made for such answers, and those that were kept from before.',
    [
      [online.made, { source: 'made' }],
      [online.reused, { source: 'kept' }],
    ],
  )
  metrics.gauge('janus_transfers', 'Zones that are being transferred.', [[transfers.open]])
  metrics.counter('janus_transfers_total', 'Requests for whole zones, by what came of them.', [
    [transfers.done, { outcome: 'done' }],
    [transfers.cut, { outcome: 'cut' }],
    [transfers.refused, { outcome: 'refused' }],
  ])
  metrics.counter('janus_notifies_total', 'NOTIFY for zones that come from primaries, by what came of them.', [
    [transfers.notifies.taken, { outcome: 'taken' }],
    [transfers.notifies.refused, { outcome: 'refused' }],
  ])
  metrics.counter(
    'janus_tsig_requests_total',
    'Signed requests, by what their signature was found to be.',
    (['good', 'format', 'badkey', 'badsig', 'badtime', 'badtrunc', 'elsewhere'] as const).map((result) => [
      signatures[result],
      { result },
    ]),
  )
}

function addUpdates(metrics: Metrics, { operated: { server }, sight }: Asked): void {
  const seen = server.updates.counts.filter(({ view }) => sight.allZones && (sight.whole || sight.view(view)))
  metrics.counter(
    'janus_updates_total',
    'Messages that change zones (RFC 2136), by what came of them.',
    seen.map(({ view, key, outcome, messages }) => [messages, { view, key, outcome }]),
  )
  metrics.counter(
    'janus_update_records_total',
    'Records that they added and took away.',
    seen.filter(({ outcome }) => outcome === 'changed').map(({ view, key, records }) => [records, { view, key }]),
  )
}

function addLists(metrics: Metrics, { operated, sight }: Asked): void {
  const lines = listLines(operated, sight)
  metrics.gauge(
    'janus_list_entries',
    'Entries that were added to the list and have not ended.',
    lines.map(({ list, entries }) => [entries, { list }]),
  )
  metrics.gauge(
    'janus_list_limit',
    'Entries that it may have.',
    lines.map(({ list, limit }) => [limit, { list }]),
  )
  metrics.gauge(
    'janus_list_octets',
    'Memory that they have taken.',
    lines.map(({ list, octets }) => [octets, { list }]),
  )
  metrics.counter(
    'janus_list_changes_total',
    'What has become of entries, and how many were refused.',
    lines.flatMap((line) => LIST_OUTCOMES.map((outcome): Sample => [line[outcome], { list: line.list, outcome }])),
  )
}

const LIST_OUTCOMES = ['added', 'extended', 'removed', 'ended', 'refused'] as const

function addGeneration(metrics: Metrics, { operated: { server, version }, sight }: Asked): void {
  const { current, started } = server
  metrics.gauge('janus_build_info', '1, labelled by version.', [[1, { version }]])
  metrics.gauge('janus_generation', 'Number of the generation in service.', [[current.number]])
  metrics.gauge('janus_generation_timestamp_seconds', 'When it came into service.', [[current.time.getTime() / 1000]])
  metrics.gauge(
    'janus_zone_misfits',
    'Findings between served zones and views, of faces that have some.',
    [...misfitLines(server, sight)].map(({ zone, view, findings }) => [findings, { zone, view }]),
  )
  metrics.gauge(
    'janus_withheld',
    'Names that are withheld because they would tell everybody of the inside; 1 for the whole copy of a zone.',
    [...withheldLines(server, sight)].map(({ zone, view, what, names }) => [names, { zone, view, what }]),
  )
  metrics.gauge('process_start_time_seconds', 'When the process started.', [[started.getTime() / 1000]])
}

/** Counts of findings; those of the rules are absent until somebody has asked for a check of this generation. */
async function addFindings(metrics: Metrics, { operated: { checking, server } }: Asked): Promise<void> {
  metrics.gauge(
    'janus_configuration_findings',
    'Findings in the configuration itself, as it was read last.',
    Object.entries(countsOf(await configFindings(server))).map(([severity, count]) => [count, { severity }]),
  )
  metrics.gauge(
    'janus_findings',
    'Findings of all rules in what is served; absent until somebody has asked for them since the last reload.',
    Object.entries(checking.now?.counts ?? {}).map(([severity, count]) => [count, { severity }]),
  )
}

function addProcess(metrics: Metrics, { operated }: Asked): void {
  const { server, httpConnections, droppedLogLines, queryLog, tables } = operated
  const { lastReload, keeping, reloads, workers } = server
  metrics.counter('janus_reloads_total', 'Reloads by result.', [
    [reloads.good, { result: 'good' }],
    [reloads.bad, { result: 'bad' }],
  ])
  metrics.gauge('janus_last_reload_good', '1 if nothing was refused by the last reload.', [
    [(lastReload?.good ?? server.zones.good === server.zones.configured) ? 1 : 0],
  ])
  metrics.gauge('janus_last_reload_duration_seconds', 'How long the last reload took.', [[lastReload?.seconds ?? 0]])
  metrics.gauge('janus_state_write_failures', 'Zone faces that could not be kept in the state folder last.', [
    [keeping.last?.failed ?? 0],
  ])
  metrics.gauge(
    'janus_tls_certificate_expiry_timestamp_seconds',
    'When the certificate expires that is shown; 0 where its files have none that can be.',
    server.certificates.map(({ files, expires = 0 }) => [expires / 1000, { certificate: files.certificate }]),
  )
  metrics.gauge('janus_udp_workers', 'UDP workers running.', [[workers.running]])
  metrics.counter('janus_udp_worker_restarts_total', 'UDP workers that died and were replaced.', [[workers.restarts]])
  metrics.counter('janus_log_lines_dropped_total', 'Lines that were not written to the log.', [[droppedLogLines()]])
  metrics.counter('janus_query_log_dropped_total', 'Answers that were not logged for want of room.', [
    [queryLog.status().dropped],
  ])
  metrics.counter('janus_http_displaced_total', 'HTTP connections closed to make room for others.', [
    [httpConnections.displaced],
  ])
  metrics.gauge(
    'janus_table_used',
    'What a bounded table holds.',
    tables().flatMap(({ table, used }): Sample[] => (used === undefined ? [] : [[used, { table }]])),
  )
  metrics.gauge(
    'janus_table_limit',
    'What a bounded table may hold.',
    tables().flatMap(({ table, limit }): Sample[] => (limit === undefined ? [] : [[limit, { table }]])),
  )
  const { entries, octets, limit, lost } = server.audit.status
  metrics.gauge('janus_audit_entries', 'Entries of the audit trail.', [[entries]])
  metrics.gauge('janus_audit_octets', 'Its size.', [[octets]])
  metrics.gauge('janus_audit_limit_octets', 'The size above which its oldest entries go.', [[limit]])
  metrics.counter('janus_audit_lost_total', 'Changes that it lacks.', [[lost]])
  const keys = keyLines(server)
  metrics.gauge(
    'janus_tsig_keys',
    'TSIG keys by state.',
    keyStates.map((wanted) => [keys.filter(({ state }) => state === wanted).length, { state: wanted }]),
  )
  const { user, system } = process.cpuUsage()
  metrics.counter('process_cpu_seconds_total', 'CPU time.', [[(user + system) / 1e6]])
  metrics.gauge('process_resident_memory_bytes', 'Resident memory.', [[process.memoryUsage.rss()]])
}
