// What a handshake costs: a connection for each, whole (TLS 1.3 and 1.2) and taken up from an earlier session, one after the other.

import { mkdirSync } from 'node:fs'
import { runTool } from '../clients/tool.ts'
import type { Bench } from '../context.ts'
import { median, pairedRatio } from '../measure/statistics.ts'
import { startAll } from '../measure/turns.ts'
import { BARE } from '../servers/bare.ts'
import { JANUS } from '../servers/janus.ts'
import { installed } from '../servers/kind.ts'
import type { Running } from '../servers/running.ts'
import { securedBy, securedPort } from '../servers/secured.ts'
import { securedSubjects } from '../servers/secured-subjects.ts'
import { writeZones } from '../zones/write-zones.ts'
import { hosts, ORIGIN } from '../zones/zone-text.ts'
import { atMost, type Result, type Row } from './row.ts'

const openssl = installed('openssl')
const LIMIT = 1.3
const SLACK_S = 20

/** For `openssl s_time`; sessions of TLS 1.3 come after the handshake, and it does not wait for them. */
const KINDS = [
  { name: 'whole', options: ['-new', '-tls1_3'] },
  { name: 'whole, TLS 1.2', options: ['-new', '-tls1_2'] },
  { name: 'resumed, TLS 1.2', options: ['-reuse', '-tls1_2'] },
] as const

type Sample = { readonly server: string; readonly kind: string; readonly cpu: number; readonly rate: number }

export const handshakes: Row = {
  name: 'handshakes',
  work: 'TLS handshakes, one after the other, whole and resumed',
  target: `CPU per handshake at most ${LIMIT} × the best peer's`,
  estimate: (bench) => 5 * KINDS.length * (bench.rounds + 1) * (secondsOf(bench) + 1) + 5,
  run: async (bench, folder): Promise<Result> => {
    if (openssl === undefined) return { tables: [], verdicts: [], remarks: ['openssl is not installed'] }
    mkdirSync(folder, { recursive: true })
    const [zones, tls] = [writeZones(`${folder}/zones`, [hosts(bench.scale.hosts)]), securedBy(folder)]
    const { servers, remarks } = await startAll(bench, folder, securedSubjects(bench, { zones, tls }), ORIGIN)
    const samples: Sample[] = []
    try {
      // Round 0 warms up: code that a compiler learns from costs more at first, and no server is asked by its first clients alone.
      for (let round = 0; round <= bench.rounds; round++)
        for (const { name: kind, options } of KINDS)
          for (let i = 0; i < servers.length; i++) {
            const server = servers[(i + round) % servers.length]!
            bench.progress(`round ${round} of ${bench.rounds}: ${server.name}, ${kind}`)
            const sample = { server: server.name, kind, ...(await shake(bench, server, options)) }
            if (round > 0) samples.push(sample)
          }
    } finally {
      await Promise.all(servers.map((server) => server.stop()))
    }
    const names = servers.map(({ name }) => name)
    return { tables: [tableOf(names, samples)], verdicts: verdictsOf(names, samples), remarks }
  },
}

function secondsOf({ seconds }: Bench): number {
  return Math.max(1, Math.round(seconds))
}

async function shake(
  bench: Bench,
  server: Running,
  options: readonly string[],
): Promise<{ cpu: number; rate: number }> {
  const before = server.cpu()
  const at = ['s_time', '-connect', `127.0.0.1:${securedPort(server.port)}`, '-time', `${secondsOf(bench)}`]
  const printed = await runTool(openssl!, [...at, ...options], {
    cores: bench.cores.client,
    seconds: secondsOf(bench) + SLACK_S,
  })
  const [, count, seconds] = /(\d+) connections in ([\d.]+) real seconds/.exec(printed) ?? []
  return { cpu: (server.cpu() - before) / Number(count), rate: Number(count) / Number(seconds) }
}

function of(samples: readonly Sample[], server: string, kind: string): readonly Sample[] {
  return samples.filter((sample) => sample.server === server && sample.kind === kind)
}

function tableOf(servers: readonly string[], samples: readonly Sample[]) {
  const middle = (found: readonly Sample[], value: 'cpu' | 'rate') =>
    median(found.map((sample) => sample[value]).filter(Number.isFinite)).toFixed(0)
  return {
    columns: ['server', 'handshake', 'CPU each, µs', 'handshakes/s'],
    lines: KINDS.flatMap(({ name: kind }) =>
      servers.map((server) => {
        const found = of(samples, server, kind)
        return [server, kind, middle(found, 'cpu'), middle(found, 'rate')]
      }),
    ),
    words: true,
  }
}

function verdictsOf(servers: readonly string[], samples: readonly Sample[]) {
  return KINDS.map(({ name: kind }) => {
    const ours = of(samples, JANUS, kind).map(({ cpu }) => cpu)
    const ratios = servers
      .filter((name) => name !== JANUS && name !== BARE)
      .map((name) =>
        pairedRatio(
          ours,
          of(samples, name, kind).map(({ cpu }) => cpu),
        ),
      )
    return atMost(`CPU per handshake, ${kind} ÷ best peer`, Math.max(...ratios, Number.NEGATIVE_INFINITY), LIMIT)
  })
}
