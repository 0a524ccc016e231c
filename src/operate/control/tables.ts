// Every table that somebody could make grow, with its bound.

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

/** Connections keep the limits that the process began with. */
export function tablesOf(server: Server, httpConnections: HttpConnections): Table[] {
  const { settings, latest } = server
  return [
    { table: 'generations', used: server.generations.length, limit: latest.operations.generations },
    { table: 'views counted apart', used: server.viewNames.length, limit: MAX_COUNTED_VIEWS },
    { table: 'TCP connections', used: server.tcpCounts.open, limit: settings.tcp.connections },
    { table: 'transfers under way', used: server.transferCounts.open, limit: settings.tcp.connections },
    { table: 'octets of transfers kept ready', used: server.renderedZones.octets, limit: server.renderedZones.limit },
    { table: 'TCP connections of one client', used: undefined, limit: settings.tcp.connectionsPerClient },
    { table: 'TLS handshakes of one network in a second', used: undefined, limit: settings.tcp.handshakesPerNetwork },
    { table: 'datagrams for the main thread to answer', used: server.datagramCounts.open, limit: MAX_HANDED },
    { table: 'questions by streams that wait for a signature', used: server.online.counts.open, limit: MOST_ONLINE },
    { table: 'octets of signatures made when asked', used: server.online.counts.kept, limit: MOST_KEPT },
    { table: 'names with answers kept ready, by thread', used: undefined, limit: PREPARED_NAMES },
    { table: 'octets of answers waiting for the query log, by thread', used: undefined, limit: RING },
    { table: 'file descriptors', used: descriptors(), limit: descriptorLimit() },
    { table: 'HTTP connections', used: httpConnections.open, limit: httpConnections.limit },
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
