// What the running server says of itself, drawn for people.

import { type GenerationLine, isBehind, type ZoneLine } from '../control/lists.ts'
import type { Stats } from '../control/stats.ts'
import type { Status } from '../control/status.ts'
import type { QueryLogStatus } from '../log/query-log.ts'
import { problemsText } from '../report/text.ts'
import type { ChangeReport, ReloadReport } from '../server/generation/report.ts'
import type { RRsetText } from '../server/generation/zone-diff.ts'

export type TextOptions = { readonly colour: boolean }

/** Without a final line break. */
export function textOf(verb: string, result: unknown, options: TextOptions): string {
  const draw = drawings[verb]
  return draw ? draw(result as never, options) : JSON.stringify(result, null, 2)
}

const drawings: Readonly<Record<string, (result: never, options: TextOptions) => string>> = {
  status: statusText,
  zones: zonesText,
  reload: reportText,
  plan: planText,
  generations: generationsText,
  rollback: rollbackText,
  stats: statsText,
  'query-log': queryLogText,
  stop: () => 'the server stops',
}

function statusText(status: Status): string {
  const { zones, memory, workers, lastReload, state, log, queryLog, dnstap } = status
  const count = (word: 'stale-source' | 'held' | 'refused' | 'rolled-back' | 'pending') =>
    zones[word] > 0 ? `, ${zones[word]} ${word}` : ''
  const rolledBack = status.rolledBackTo ? `, rolled back to ${status.rolledBackTo} until the next reload` : ''
  const facts: [string, string][] = [
    ['version', status.version],
    ['process', `${status.pid}, up ${durationText(status.uptime)}`],
    ['configuration', status.config],
    ['listens on', status.listen.join(' ')],
    ['views', status.views.join(' ')],
    ['generation', `${status.generation}${rolledBack}, in service since ${status.since}`],
    [
      'zone faces',
      `${zones.configured}: ${zones.current} current${count('stale-source')}${count('held')}${count('refused')}${count('rolled-back')}${count('pending')}`,
    ],
    ['last reload', lastReload ? lastReloadText(lastReload) : 'none'],
    [
      'state folder',
      `${state.path}${state.failed > 0 ? `: ${counted(state.failed, 'zone face')} not kept: ${state.reason}` : ''}`,
    ],
    ['UDP workers', `${workers.running} running, ${workers.restarts} replaced`],
    ['memory', `${octetsText(memory.resident)} resident, ${octetsText(memory.buffers)} of it buffers`],
    ['log', `${counted(log.dropped, 'line')} dropped`],
    ['query log', queryLogText(queryLog)],
    ...(dnstap ? [['dnstap', `${dnstap.sent} sent, ${dnstap.dropped} dropped`] as [string, string]] : []),
  ]
  const tables = status.tables.map(({ table, used, limit }) => [table, `${used ?? '-'}`, `of ${limit ?? '-'}`])
  return [
    ...columns(facts),
    '',
    ...table(['table', 'used', 'limit'], tables),
    ...(status.notCurrent.length > 0 ? ['', zonesText(status.notCurrent)] : []),
  ].join('\n')
}

function lastReloadText({ outcome, reason, good }: NonNullable<Status['lastReload']>): string {
  if (reason !== undefined) return `${outcome}: ${reason}`
  return good ? outcome : `${outcome}, but for the zones with errors`
}

function zonesText(zones: readonly ZoneLine[]): string {
  const rows = zones.map((line) => {
    const { zone, view, state, serial, names, records } = line
    return [
      zone,
      view,
      state,
      `${serial ?? '-'}`,
      `${records ?? '-'}`,
      `${names ?? '-'}`,
      [errorsText(line), isBehind(line) ? behindText(line) : ''].filter(Boolean).join('; '),
    ]
  })
  return table(['zone', 'view', 'state', 'serial', 'records', 'names', ''], rows).join('\n')
}

function errorsText({ state, errors }: ZoneLine): string {
  if (state === 'held') return 'waits for its file in another view, which has errors'
  return errors > 0 ? `${counted(errors, 'error')} (see janus check)` : ''
}

function behindText({ state, serial, fileSerial }: ZoneLine): string {
  const why = state === 'pending' ? 'the last reload was refused' : 'rolled back'
  const serves = serial === undefined ? 'serves nothing' : `serves serial ${serial}`
  return `${why}: ${serves}, the file has ${fileSerial ?? 'none that can be served'}`
}

function rollbackText({
  generation,
  content,
  zones,
}: {
  generation: number
  content: number
  zones: readonly ZoneLine[]
}): string {
  const head = `generation ${generation} serves what generation ${content} served, until the next reload`
  return [head, ...zones.map((line) => `${line.zone} in ${line.view}: ${behindText(line)}`)].join('\n')
}

function generationsText(generations: readonly GenerationLine[]): string {
  const rows = generations.map(({ generation, time, cause, content, current, zones, behind = 0 }) => [
    `${current ? '*' : ' '} ${generation}`,
    time,
    content === generation ? cause : `${cause} to ${content}`,
    `${counted(zones.length, 'zone face')}${behind > 0 ? `, ${behind} of them not as their files have them` : ''}`,
  ])
  return table(['  generation', 'since', 'by', 'holds'], rows).join('\n')
}

function reportText(report: ReloadReport, options: TextOptions): string {
  const { outcome, reason, generation, seconds, changes } = report
  const head = {
    switched: `generation ${generation} is in service after ${milliseconds(seconds)}: ${counted(changes.length, 'zone face')} changed`,
    unchanged: `nothing has changed: generation ${generation} stays in service`,
    refused: `refused: ${reason}`,
  }[outcome]
  return [head, ...changes.map(changeText), ...remarks(report, options)].join('\n')
}

function planText(report: ReloadReport, options: TextOptions): string {
  const { outcome, reason, changes } = report
  const head = {
    switched: `a reload would change ${counted(changes.length, 'zone face')}`,
    unchanged: 'a reload would change nothing',
    refused: `a reload would be refused: ${reason}`,
  }[outcome]
  const lines = changes.flatMap((change) => [changeText(change), ...rrsetLines(change)])
  return [head, ...lines, ...remarks(report, options)].join('\n')
}

function changeText({ zone, view, kind, before, after, total }: ChangeReport): string {
  const serials = { added: `serial ${after}`, removed: `serial ${before}`, changed: `serial ${before} -> ${after}` }[
    kind
  ]
  return `${zone} in ${view}: ${kind}, ${serials}${total === undefined ? '' : `, ${counted(total, 'rrset')}`}`
}

function rrsetLines({ rrsets = [], total = 0 }: ChangeReport): string[] {
  const lines = rrsets.flatMap(({ owner, type, before, after }) => [
    ...recordLines('-', owner, type, before),
    ...recordLines('+', owner, type, after),
  ])
  return total > rrsets.length ? [...lines, `  … and ${counted(total - rrsets.length, 'rrset')} more`] : lines
}

function recordLines(mark: string, owner: string, type: string, rrset: RRsetText | undefined): string[] {
  const shown = type.startsWith('RRSIG ') ? 'RRSIG' : type
  return rrset?.rdata.map((rdata) => `  ${mark} ${owner} ${rrset.ttl} ${shown} ${rdata}`) ?? []
}

function remarks({ refused, warnings, canaries, findings, restart }: ReloadReport, options: TextOptions): string[] {
  const served = {
    refused: 'its names get SERVFAIL',
    'stale-source': 'its last good version is served',
    held: 'its last good version is served until its file in another view is repaired',
  }
  return [
    ...warnings.map((warning) => `warning: ${warning}`),
    ...canaries.map(({ canary, expected, got }) => `canary ${canary}: expected ${expected}, got ${got}`),
    ...refused.flatMap(({ zone, view, state, findings }) => [
      `${zone} in ${view} is ${state === 'held' ? 'held' : 'refused'}: ${served[state]}`,
      ...(findings.length > 0 ? [problemsText(findings, options).trimEnd()] : []),
    ]),
    ...(findings.length > 0 ? [problemsText(findings, options).trimEnd()] : []),
    ...(restart.length > 0 ? [`these keys have changed and take effect at the next start: ${restart.join(', ')}`] : []),
  ]
}

function statsText({ queries, views, dropped, udp, tcp, transfers, durations, seconds }: Stats): string {
  const answered = durations.reduce((sum, count) => sum + count, 0)
  return [
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
        .map(({ view, truncated, limited, misplaced }) => [
          view,
          `${truncated} truncated`,
          `${limited} rate-limited`,
          `${misplaced} from private addresses`,
        ]),
    ),
    `${dropped} messages without an answer`,
    `UDP: ${udp.received} received, ${udp.sent} sent, ${udp.failed} not taken by the system`,
    `TCP: ${tcp.open} open, ${tcp.accepted} accepted, ${tcp.displaced} displaced, ${tcp.crowded} displaced by their own client`,
    `transfers: ${transfers.open} under way, ${transfers.done} done, ${transfers.cut} cut off, ${transfers.refused} refused${lastRefusedText(transfers.lastRefused)}`,
    answered === 0
      ? 'no time from received to sent measured yet'
      : `${((seconds / answered) * 1e6).toFixed(0)} µs from received to sent on average`,
  ].join('\n')
}

function lastRefusedText(last: Stats['transfers']['lastRefused']): string {
  return last === undefined ? '' : `, last ${last.zone} to ${last.client} (view ${last.view})`
}

function queryLogText({ on, view, client, name, oneIn, logged, dropped, behind }: QueryLogStatus): string {
  const threads = behind.map((number) => (number === 0 ? 'the main thread' : `UDP worker ${number}`))
  const missing = threads.length > 0 ? `; not switched yet: ${threads.join(', ')}` : ''
  if (!on) return `${logged === 0 ? 'off' : `off, ${logged} logged, ${dropped} dropped`}${missing}`
  const filters = [
    view && `view ${view}`,
    client && `from ${client}`,
    name && `for ${name}`,
    oneIn !== 1 && `one in ${oneIn}`,
  ]
  return `on${filters
    .filter(Boolean)
    .map((filter) => `, ${filter}`)
    .join('')}: ${logged} logged, ${dropped} dropped${missing}`
}

/** Rows below their heads; nothing where there are none. */
function table(heads: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return rows.length === 0 ? [] : columns([heads, ...rows])
}

/** The cells of each column start one below the other. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows.reduce<number[]>((widest, row) => row.map((cell, i) => Math.max(cell.length, widest[i] ?? 0)), [])
  return rows.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i]!))
      .join('  ')
      .trimEnd(),
  )
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`
}

function milliseconds(seconds: number): string {
  return `${(seconds * 1000).toFixed(0)} ms`
}

function durationText(seconds: number): string {
  const [days, hours, minutes] = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3600) % 24,
    Math.floor(seconds / 60) % 60,
  ]
  return days > 0
    ? `${days}d${hours}h`
    : hours > 0
      ? `${hours}h${minutes}m`
      : minutes > 0
        ? `${minutes}m`
        : `${seconds}s`
}

function octetsText(octets: number): string {
  return `${(octets / 1e6).toFixed(1)} MB`
}
