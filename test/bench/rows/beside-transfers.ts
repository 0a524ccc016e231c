// Questions over UDP at half of the rate that is answered without a loss, alone and while ten secondaries take a zone of a million
// records again and again.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fetchWhole } from '../clients/axfr-client.ts'
import { type LoadReport, runDnsperf } from '../clients/dnsperf.ts'
import type { Bench } from '../context.ts'
import { type Subject, startAll } from '../measure/turns.ts'
import { JANUS, janusLaunch } from '../servers/janus.ts'
import type { Running } from '../servers/running.ts'
import { writeZones } from '../zones/write-zones.ts'
import { hostQuestions, hosts, ORIGIN } from '../zones/zone-text.ts'
import type { Result, Row } from './row.ts'

const ABLE: ReadonlySet<string> = new Set(['NSD', 'Knot', 'BIND'])
const SECONDARIES = 10
/** Beside three for each host. */
const APEX_RECORDS = 7

type Line = {
  readonly name: string
  readonly rate: number
  readonly alone: LoadReport
  readonly beside: LoadReport
  readonly transfers: number
}

export const besideTransfers: Row = {
  name: 'beside-transfers',
  work: `questions over UDP at half of what is answered, while ${SECONDARIES} secondaries take 1,000,000 records each, again and again`,
  target: 'no query lost',
  estimate: (bench) => (ableOf(bench).length + 1) * (3 * bench.seconds + 10),
  run: async (bench, folder): Promise<Result> => {
    const zones = writeZones(join(folder, 'zones'), [hosts(bench.scale.largeHosts)])
    const questions = join(folder, 'questions')
    const asked = hostQuestions(bench.scale.largeHosts, bench.scale.questions * bench.seconds)
    writeFileSync(questions, asked(1))
    const remarks: string[] = []
    const lines: Line[] = []
    for (const subject of subjectsOf(bench, zones)) {
      bench.progress(subject.name)
      const started = await startAll(bench, join(folder, subject.name), [subject], ORIGIN)
      remarks.push(...started.remarks)
      for (const server of started.servers)
        try {
          lines.push(await measured(bench, server, questions))
        } catch (error) {
          remarks.push(`${server.name} is left out: ${(error as Error).message}`)
        } finally {
          await server.stop()
        }
    }
    const ours = lines.find(({ name }) => name === JANUS)
    return {
      tables: [
        {
          columns: [
            'server',
            'queries a second',
            'lost alone',
            'lost beside transfers',
            'latency alone, µs',
            'beside transfers, µs',
            'transfers meanwhile',
          ],
          lines: lines.map(({ name, rate, alone, beside, transfers }) => [
            name,
            rate.toFixed(0),
            String(alone.lost),
            String(beside.lost),
            alone.latency.toFixed(0),
            beside.latency.toFixed(0),
            String(transfers),
          ]),
        },
      ],
      verdicts: [
        {
          what: 'queries lost beside transfers: none',
          measured: ours === undefined ? 'not measured' : String(ours.beside.lost),
          met: ours && ours.beside.lost === 0,
        },
      ],
      remarks,
    }
  },
}

async function measured(bench: Bench, server: Running, questions: string): Promise<Line> {
  const { port, name } = server
  const load = (options: readonly string[]) =>
    runDnsperf({ port, questions, seconds: bench.seconds, cores: bench.cores.client, options })
  const most = await load([])
  const rate = Math.max(1, Math.floor(most.rate / 2))
  const alone = await load(['-Q', String(rate)])
  let transfers = 0
  let isOver = false
  const records = bench.scale.largeHosts * 3 + APEX_RECORDS
  const secondaries = Array.from({ length: SECONDARIES }, async () => {
    while (!isOver) {
      await fetchWhole(port, ORIGIN, records)
      transfers++
    }
  })
  const beside = await load(['-Q', String(rate)])
  isOver = true
  await Promise.all(secondaries)
  return { name, rate, alone, beside, transfers }
}

/** Both cores are theirs: transfers have the one while the other answers. */
function subjectsOf(bench: Bench, zones: ReturnType<typeof writeZones>): Subject[] {
  const { serverPair: cores } = bench.cores
  return [
    { name: JANUS, cores, launch: (task) => janusLaunch({ ...task, zones, transfers: true }) },
    ...ableOf(bench).map(
      ({ name, launch }): Subject => ({ name, cores, launch: (task) => launch({ ...task, zones, transfers: true }) }),
    ),
  ]
}

function ableOf({ peers }: Bench) {
  return peers.filter(({ name }) => ABLE.has(name))
}
