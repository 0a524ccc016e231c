// How the server is: whatever somebody wants to know at a glance, every table with its bound among it.

import { readdirSync, readFileSync } from 'node:fs'
import { PREPARED_NAMES } from '../answer/prepared.ts'
import type { Settings } from '../config/settings.ts'
import type { Dnstap } from '../log/dnstap.ts'
import { RING } from '../log/tap.ts'
import { MAX_COUNTED_VIEWS } from '../metrics/counters.ts'
import { endpointText } from '../transport/endpoint.ts'
import { zoneList } from './lists.ts'
import type { Operated } from './verbs.ts'

export type Table = { readonly table: string; readonly used: number | undefined; readonly limit: number | undefined }

export function statusOf({ server, version, droppedLogLines, queryLog, dnstap, httpConnections }: Operated) {
  const { current, settings, latest, lastReload, keeping } = server
  const zones = zoneList(server)
  const count = (state: string) => zones.filter((zone) => zone.state === state).length
  return {
    version,
    pid: process.pid,
    config: settings.file,
    started: server.started.toISOString(),
    uptime: Math.floor(process.uptime()),
    listen: server.bound.map(endpointText),
    views: current.candidate.settings.views.map(({ name }) => name),
    generation: current.number,
    since: current.time.toISOString(),
    /** The generation that was gone back to, until the next reload. */
    rolledBackTo: current.candidate.behind === 'rolled-back' ? current.content : undefined,
    zones: {
      configured: zones.length,
      current: count('current'),
      'stale-source': count('stale-source'),
      held: count('held'),
      refused: count('refused'),
      'rolled-back': count('rolled-back'),
      pending: count('pending'),
    },
    notCurrent: zones.filter(({ state }) => state !== 'current'),
    lastReload: lastReload && {
      outcome: lastReload.outcome,
      good: lastReload.good,
      reason: lastReload.reason,
      seconds: lastReload.seconds,
    },
    state: { path: settings.state.path, failed: keeping.last?.failed ?? 0, reason: keeping.last?.reason },
    workers: { configured: settings.workers, ...server.workers },
    memory: memory(),
    log: { dropped: droppedLogLines() },
    queryLog: queryLog.status(),
    dnstap: dnstapStatus(dnstap(), server.dnstapTap?.dropped ?? 0),
    tables: [
      ...tables(server, settings, latest),
      { table: 'HTTP connections', used: httpConnections.open, limit: httpConnections.limit },
    ] satisfies Table[],
  }
}

export type Status = ReturnType<typeof statusOf>

function memory() {
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage()
  return { resident: rss, heap: heapUsed, buffers: arrayBuffers }
}

function dnstapStatus(dnstap: Dnstap | undefined, dropped: number) {
  return dnstap && { sent: dnstap.sent, dropped: dnstap.dropped + dropped }
}

function tables(server: Operated['server'], settings: Settings, latest: Settings): Table[] {
  return [
    { table: 'generations', used: server.generations.length, limit: latest.operations.generations },
    { table: 'views counted apart', used: server.viewNames.length, limit: MAX_COUNTED_VIEWS },
    { table: 'TCP connections', used: server.tcpCounts.open, limit: settings.tcp.connections },
    { table: 'transfers under way', used: server.transferCounts.open, limit: settings.tcp.connections },
    { table: 'TCP connections of one client', used: undefined, limit: settings.tcp.connectionsPerClient },
    { table: 'names with answers kept ready, by thread', used: undefined, limit: PREPARED_NAMES },
    { table: 'octets of answers waiting for the query log, by thread', used: undefined, limit: RING },
    { table: 'file descriptors', used: descriptors(), limit: descriptorLimit() },
  ]
}

function descriptors(): number | undefined {
  try {
    return readdirSync('/proc/self/fd').length
  } catch {
    return undefined
  }
}

/** Node raises it to the hard limit when it starts. */
function descriptorLimit(): number | undefined {
  try {
    const limit = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))
    return limit ? Number(limit[1]) : undefined
  } catch {
    return undefined
  }
}
