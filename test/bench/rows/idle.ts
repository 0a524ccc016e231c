// What a connection of TLS costs that is open and asks nothing: resolvers keep theirs, so that the next question needs no handshake.

import { mkdirSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { Type } from '../../../src/dns/types.ts'
import { whileIdle } from '../clients/idle.ts'
import { startAll } from '../measure/turns.ts'
import { BARE } from '../servers/bare.ts'
import { JANUS } from '../servers/janus.ts'
import { securedBy, securedPort } from '../servers/secured.ts'
import { securedSubjects } from '../servers/secured-subjects.ts'
import { writeZones } from '../zones/write-zones.ts'
import { hosts, ORIGIN } from '../zones/zone-text.ts'
import { atMost, type Result, type Row } from './row.ts'

type Line = { readonly server: string; readonly open: number; readonly each: number }

export const idle: Row = {
  name: 'idle',
  work: '10,000 connections of TLS that are open and ask nothing',
  target: "memory for each at most the best peer's",
  // A whole handshake each, on both sides.
  estimate: (bench) => 5 * (bench.scale.idle * 0.004 + 5),
  run: async (bench, folder): Promise<Result> => {
    mkdirSync(folder, { recursive: true })
    const { idle: connections, hosts: count, restMs } = bench.scale
    const [zones, tls] = [writeZones(`${folder}/zones`, [hosts(count)]), securedBy(folder)]
    const subjects = securedSubjects(bench, { zones, tls, connections: connections + ROOM })
    const { servers, remarks } = await startAll(bench, folder, subjects, ORIGIN)
    const lines: Line[] = []
    try {
      for (const { name, port, memory } of servers.map((server) => ({
        ...{ name: server.name, port: securedPort(server.port) },
        memory: () => server.memory(),
      }))) {
        bench.progress(`${name}: ${connections} connections`)
        const asked = { port, name: `h1.${ORIGIN}`, type: Type.A }
        // What the first connections of all make a server keep is not theirs alone.
        await whileIdle({ ...asked, connections: Math.ceil(connections / 10) }, bench.cores.client, () => undefined)
        const before = memory()
        const line = await whileIdle({ ...asked, connections }, bench.cores.client, async ({ open }) => {
          await sleep(restMs)
          return { server: name, open, each: (memory() - before) / open }
        })
        lines.push(line)
      }
    } finally {
      await Promise.all(servers.map((server) => server.stop()))
    }
    return { tables: [tableOf(lines)], verdicts: [verdictOf(lines, connections)], remarks }
  },
}

/** Connections that nobody counts: the client's of before may not have ended yet. */
const ROOM = 2000

function tableOf(lines: readonly Line[]) {
  return {
    columns: ['server', 'open', 'memory each, kB'],
    lines: lines.map(({ server, open, each }) => [server, String(open), (each / 1000).toFixed(1)]),
  }
}

function verdictOf(lines: readonly Line[], connections: number) {
  const whole = lines.filter(({ open }) => open === connections)
  const ours = whole.find(({ server }) => server === JANUS)?.each ?? Number.NaN
  const best = Math.min(...whole.filter(({ server }) => server !== JANUS && server !== BARE).map(({ each }) => each))
  return atMost('memory of an idle connection ÷ best peer', ours / best, 1)
}
