// Questions over UDP at half of the rate that is answered without a loss, alone and while ten secondaries take a zone of a million
// records again and again, in turns. What an answer costs is told of Janus, whose threads have names: those that answer over UDP are
// counted, and not those that send zones.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fetchWhole } from '../clients/axfr-client.ts'
import { type LoadReport, runDnsperf } from '../clients/dnsperf.ts'
import type { Bench } from '../context.ts'
import { spentBy } from '../measure/process-tree.ts'
import { median, pairedRatio } from '../measure/statistics.ts'
import { type Subject, startAll } from '../measure/turns.ts'
import { JANUS, janusLaunch } from '../servers/janus.ts'
import type { Running } from '../servers/running.ts'
import { writeZones } from '../zones/write-zones.ts'
import { hostQuestions, hosts, ORIGIN } from '../zones/zone-text.ts'
import { atMost, type Result, type Row } from './row.ts'

const ABLE: ReadonlySet<string> = new Set(['NSD', 'Knot', 'BIND'])
const SECONDARIES = 10
/** Beside three for each host. */
const APEX_RECORDS = 7
/** CPU of an answer beside transfers, over that of one alone. */
const MORE = 1.05
/** The name of Janus' threads that answer over UDP. */
const ANSWERING = 'udp'

/** `cpu`: of the threads that answer, for each answer, in microseconds; NaN where no thread has their name. */
type Turn = LoadReport & { readonly cpu: number }

type Line = {
  readonly name: string
  readonly rate: number
  readonly alone: readonly Turn[]
  readonly beside: readonly Turn[]
  readonly transfers: number
}

export const besideTransfers: Row = {
  name: 'beside-transfers',
  work: `questions over UDP at half of what is answered, while ${SECONDARIES} secondaries take 1,000,000 records each, again and again`,
  target: `no query lost, CPU per answer at most ${MORE} × that without transfers`,
  estimate: (bench) => (ableOf(bench).length + 1) * (bench.rounds * (2 * bench.seconds + 3) + 10),
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
    const more = ours ? pairedRatio(ours.beside.map(cpuOf), ours.alone.map(cpuOf)) : Number.NaN
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
            'CPU per answer alone, µs',
            'beside transfers, µs',
            'transfers meanwhile',
          ],
          lines: lines.map(({ name, rate, alone, beside, transfers }) => [
            name,
            rate.toFixed(0),
            String(lostOf(alone)),
            String(lostOf(beside)),
            median(alone.map(({ latency }) => latency)).toFixed(0),
            median(beside.map(({ latency }) => latency)).toFixed(0),
            microseconds(median(alone.map(cpuOf))),
            microseconds(median(beside.map(cpuOf))),
            String(transfers),
          ]),
        },
      ],
      verdicts: [
        {
          what: 'queries lost beside transfers: none',
          measured: ours === undefined ? 'not measured' : String(lostOf(ours.beside)),
          met: ours && lostOf(ours.beside) === 0,
        },
        atMost('CPU per answer beside transfers ÷ alone', more, MORE),
      ],
      remarks: [...remarks, 'CPU per answer is of the threads that answer over UDP alone, where a server names them'],
    }
  },
}

async function measured(bench: Bench, server: Running, questions: string): Promise<Line> {
  const { port, name } = server
  const load = async (options: readonly string[]): Promise<Turn> => {
    const before = server.threads()
    const report = await runDnsperf({ port, questions, seconds: bench.seconds, cores: bench.cores.client, options })
    const spent = spentBy(ANSWERING, before, server.threads())
    return { ...report, cpu: spent > 0 ? spent / report.answered : Number.NaN }
  }
  const most = await load([])
  const rate = Math.max(1, Math.floor(most.rate / 2))
  const atRate = () => load(['-Q', String(rate)])
  const alone: Turn[] = []
  const beside: Turn[] = []
  let transfers = 0
  for (let round = 1; round <= bench.rounds; round++) {
    bench.progress(`${name}, round ${round} of ${bench.rounds}`)
    alone.push(await atRate())
    transfers += await whileFetching(port, bench.scale.largeHosts * 3 + APEX_RECORDS, async () => {
      beside.push(await atRate())
    })
  }
  return { name, rate, alone, beside, transfers }
}

/** How many transfers there have been. */
async function whileFetching(port: number, records: number, work: () => Promise<void>): Promise<number> {
  let transfers = 0
  let isOver = false
  const secondaries = Array.from({ length: SECONDARIES }, async () => {
    while (!isOver) {
      await fetchWhole(port, ORIGIN, records)
      transfers++
    }
  })
  await work()
  isOver = true
  await Promise.all(secondaries)
  return transfers
}

function cpuOf({ cpu }: Turn): number {
  return cpu
}

function lostOf(turns: readonly Turn[]): number {
  return turns.reduce((sum, { lost }) => sum + lost, 0)
}

function microseconds(value: number): string {
  return Number.isFinite(value) ? value.toFixed(2) : '-'
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
