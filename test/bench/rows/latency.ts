// How long a client waits when the server is busy and far from full.

import { writeFileSync } from 'node:fs'
import { type LatencyReport, runLatency } from '../clients/latency.ts'
import { median, pairedRatio } from '../measure/statistics.ts'
import { type Subject, startAll } from '../measure/turns.ts'
import { JANUS, janusLaunch } from '../servers/janus.ts'
import { writeZones } from '../zones/write-zones.ts'
import { hostQuestions, hosts, ORIGIN } from '../zones/zone-text.ts'
import { atMost, type Result, type Row, type Verdict } from './row.ts'

/** Share of the queries. */
const LOST = 0.01

export const latency: Row = {
  name: 'latency',
  work: 'latency at 20,000 queries a second, one worker',
  target: "p50 and p99 no worse than the best peer's",
  estimate: (bench) => (bench.peers.length + 1) * (bench.rounds + 1) * (bench.seconds + 0.8),
  run: async (bench, folder): Promise<Result> => {
    const zones = writeZones(`${folder}/internal`, [hosts(bench.scale.hosts)])
    const outside = writeZones(`${folder}/external`, [hosts(bench.scale.hosts, { gateway: true })])
    const subjects: Subject[] = [
      { name: JANUS, launch: (task) => janusLaunch({ ...task, zones, outside }) },
      ...bench.peers.map(({ name, launch }) => ({ name, launch: (task) => launch({ ...task, zones }) }) as Subject),
    ]
    const questions = `${folder}/questions`
    writeFileSync(questions, hostQuestions(bench.scale.hosts, bench.scale.questions)(1))
    const { servers, remarks } = await startAll(bench, folder, subjects, ORIGIN)
    const reports = new Map(servers.map(({ name }): [string, LatencyReport[]] => [name, []]))
    const { latencyRate: rate } = bench.scale
    try {
      // Round 0 warms up.
      for (let round = 0; round <= bench.rounds; round++)
        for (let i = 0; i < servers.length; i++) {
          const { name, port } = servers[(i + round) % servers.length]!
          bench.progress(`round ${round} of ${bench.rounds}: ${name}`)
          const report = await runLatency({ port, questions, rate, seconds: bench.seconds }, bench.cores.client)
          if (round > 0) reports.get(name)!.push(report)
        }
    } finally {
      await Promise.all(servers.map((server) => server.stop()))
    }
    return { tables: [tableOf(reports)], verdicts: verdicts(reports), remarks }
  },
}

function tableOf(reports: ReadonlyMap<string, readonly LatencyReport[]>) {
  const microseconds = (list: readonly LatencyReport[], key: 'p50' | 'p99' | 'p999') =>
    (median(list.map((report) => report[key])) * 1000).toFixed(0)
  return {
    columns: ['server', 'p50, µs', 'p99, µs', 'p99.9, µs', 'lost'],
    lines: Array.from(reports, ([name, list]) => [
      name,
      microseconds(list, 'p50'),
      microseconds(list, 'p99'),
      microseconds(list, 'p999'),
      String(list.reduce((sum, { lost }) => sum + lost, 0)),
    ]),
  }
}

function verdicts(reports: ReadonlyMap<string, readonly LatencyReport[]>): Verdict[] {
  const janus = reports.get(JANUS)
  if (janus === undefined) return [{ what: 'Janus serves it', measured: 'it does not', met: false }]
  // Who loses queries does not have the latency of all.
  const peers = [...reports].filter(
    ([name, list]) => name !== JANUS && list.every(({ lost, sent }) => lost < sent * LOST),
  )
  return (['p50', 'p99'] as const).map((key) => {
    const times = (list: readonly LatencyReport[]) => list.map((report) => report[key])
    const [worst] = peers
      .map(([name, list]) => ({ name, ratio: pairedRatio(times(janus), times(list)) }))
      .sort((a, b) => b.ratio - a.ratio)
    if (worst === undefined) return { what: `${key} ÷ best peer`, measured: 'no peer here', met: undefined }
    return atMost(`${key} ÷ ${worst.name}, the best peer`, worst.ratio, 1)
  })
}
