// What a PROXY header before each datagram costs: the same questions at the same rate, with it and without.

import { writeFileSync } from 'node:fs'
import { proxyHeader } from '../../support/proxy-header.ts'
import { runLatency } from '../clients/latency.ts'
import { median, pairedRatio } from '../measure/statistics.ts'
import { startAll } from '../measure/turns.ts'
import { JANUS, janusLaunch } from '../servers/janus.ts'
import { securedPort } from '../servers/secured.ts'
import { writeZones } from '../zones/write-zones.ts'
import { hostQuestions, hosts, ORIGIN } from '../zones/zone-text.ts'
import { atMost, type Result, type Row } from './row.ts'

const LIMIT = 1.1

type Way = 'without' | 'with'
type Sample = { readonly way: Way; readonly cpu: number; readonly p99: number; readonly lost: number }

export const proxied: Row = {
  name: 'proxied',
  work: 'UDP at 20,000 queries a second, with a PROXY header and without',
  target: `CPU per answer with it at most ${LIMIT} × that without`,
  estimate: (bench) => 2 * (bench.rounds + 1) * (bench.seconds + 1),
  run: async (bench, folder): Promise<Result> => {
    const zones = writeZones(`${folder}/internal`, [hosts(bench.scale.hosts)])
    const questions = `${folder}/questions`
    writeFileSync(questions, hostQuestions(bench.scale.hosts, bench.scale.questions)(1))
    const launch = (task: { port: number; folder: string }) => janusLaunch({ ...task, zones, proxies: true })
    const { servers, remarks } = await startAll(bench, folder, [{ name: JANUS, launch }], ORIGIN)
    const server = servers[0]
    if (server === undefined) return { tables: [], verdicts: [], remarks }
    const header = Buffer.from(proxyHeader({ from: '127.0.0.9', to: '127.0.0.1' })).toString('hex')
    const { latencyRate: rate } = bench.scale
    const samples: Sample[] = []
    try {
      // Round 0 warms up.
      for (let round = 0; round <= bench.rounds; round++)
        for (const way of round % 2 ? (['with', 'without'] as const) : (['without', 'with'] as const)) {
          bench.progress(`round ${round} of ${bench.rounds}: ${way} a header`)
          const to = way === 'with' ? { port: securedPort(server.port), header } : { port: server.port }
          const before = server.cpu()
          const task = { ...to, questions, rate, seconds: bench.seconds }
          const { p99, lost, asked } = await runLatency(task, bench.cores.client)
          if (round > 0) samples.push({ way, cpu: (server.cpu() - before) / (asked - lost), p99, lost })
        }
    } finally {
      await server.stop()
    }
    const of = (way: Way) => samples.filter((sample) => sample.way === way)
    return {
      tables: [
        {
          columns: ['header', 'CPU per answer, µs', 'p99, ms', 'lost'],
          lines: (['without', 'with'] as const).map((way) => [
            way,
            median(of(way).map(({ cpu }) => cpu)).toFixed(2),
            median(of(way).map(({ p99 }) => p99)).toFixed(3),
            String(of(way).reduce((sum, { lost }) => sum + lost, 0)),
          ]),
        },
      ],
      verdicts: [
        atMost(
          'CPU per answer, with a header ÷ without',
          pairedRatio(
            of('with').map(({ cpu }) => cpu),
            of('without').map(({ cpu }) => cpu),
          ),
          LIMIT,
        ),
      ],
      remarks,
    }
  },
}
