// Lists every table that strangers could make grow, with its bound.

import { readdirSync, readFileSync } from 'node:fs'
import { PREPARED_NAMES } from '../../answer/prepared.ts'
import { MAX_HANDED } from '../../net/datagram-desk.ts'
import { MAX_COUNTED_VIEWS } from '../../observe/counters.ts'
import { RING } from '../../observe/tap.ts'
import { MOST_ONLINE } from '../../serve/online.ts'
import { MOST_KEPT } from '../../serve/online-messages.ts'
import type { Server } from '../../serve/server.ts'
import type { HttpConnections } from '../http/connections.ts'
import type { Table } from '../operated.ts'
import { english, type operateSays } from '../says.ts'

/** The tables now. The limits of connections are those of the start. */
export function tablesOf(server: Server, httpConnections: HttpConnections): Table[] {
  const { settings, latest } = server
  return [
    { ...named('table-generations'), used: server.generations.length, limit: latest.operations.generations },
    { ...named('table-views-counted'), used: server.viewNames.length, limit: MAX_COUNTED_VIEWS },
    { ...named('table-tcp'), used: server.tcpCounts.open, limit: settings.tcp.connections },
    { ...named('table-transfers'), used: server.transferCounts.open, limit: settings.tcp.connections },
    { ...named('table-transfers-ready'), used: server.renderedZones.octets, limit: server.renderedZones.limit },
    { ...named('table-tcp-client'), used: undefined, limit: settings.tcp.connectionsPerClient },
    { ...named('table-handshakes'), used: undefined, limit: settings.tcp.handshakesPerNetwork },
    { ...named('table-datagrams'), used: server.datagramCounts.open, limit: MAX_HANDED },
    { ...named('table-online'), used: server.online.counts.open, limit: MOST_ONLINE },
    { ...named('table-online-kept'), used: server.online.counts.kept, limit: MOST_KEPT },
    { ...named('table-prepared'), used: undefined, limit: PREPARED_NAMES },
    { ...named('table-taps'), used: undefined, limit: RING },
    { ...named('table-descriptors'), used: descriptors(), limit: descriptorLimit() },
    { ...named('table-http'), used: httpConnections.open, limit: httpConnections.limit },
  ]
}

/** Metrics name a table in English. */
function named(code: `table-${string}` & keyof typeof operateSays): Pick<Table, 'table' | 'said'> {
  const said = { code }
  return { table: english.text(said), said }
}

function descriptors(): number | undefined {
  try {
    return readdirSync('/proc/self/fd').length
  } catch {
    return undefined
  }
}

/** The soft limit of open files, which Node raises to the hard one when it starts. */
function descriptorLimit(): number | undefined {
  try {
    const limit = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))
    return limit ? Number(limit[1]) : undefined
  } catch {
    return undefined
  }
}
