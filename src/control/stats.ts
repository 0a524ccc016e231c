// What has been counted since the start, by name.

import { sumCounters } from '../metrics/counters.ts'
import type { Operated } from './verbs.ts'

/** View names stand where counters have numbers; `-` is for queries that got no view. */
export function statsOf({ server }: Operated) {
  const names = server.viewNames
  const name = (view: number) => (view < 0 ? '-' : (names[view] ?? 'other'))
  const { queries, views, udp, ...totals } = sumCounters(server.counters, names.length)
  return {
    queries: queries.map((total) => ({ ...total, view: name(total.view) })),
    views: views.map((total) => ({ ...total, view: name(total.view) })),
    ...totals,
    udp: [udp, ...server.udpCounts].reduce((a, b) => ({
      received: a.received + b.received,
      sent: a.sent + b.sent,
      failed: a.failed + b.failed,
    })),
    tcp: { ...server.tcpCounts },
    transfers: { ...server.transferCounts },
    workers: server.workers,
    reloads: { ...server.reloads },
  }
}

export type Stats = ReturnType<typeof statsOf>
