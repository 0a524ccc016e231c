// A zone that a primary has, taken whole: from the start until it is served. Then a hundred changes, from the NOTIFY until they are.

import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { zoneOf } from '../../support/zones.ts'
import { hasSerial, whenAnswered } from '../clients/asker.ts'
import { type Answers, BenchPrimary, versions } from '../clients/primary.ts'
import type { Bench } from '../context.ts'
import { median } from '../measure/statistics.ts'
import type { Subject } from '../measure/turns.ts'
import { JANUS, janusLaunch } from '../servers/janus.ts'
import type { Running } from '../servers/running.ts'
import { startServer, untilAtRest } from '../servers/start.ts'
import { changedHosts, hosts, ORIGIN } from '../zones/zone-text.ts'
import { megabytes } from './answers.ts'
import { atMost, type Result, type Row } from './row.ts'

const ABLE: ReadonlySet<string> = new Set(['NSD', 'Knot', 'BIND'])
const CHANGES = 100
const VERSIONS = 4
/** Hosts of the small zone: three records each. */
const SMALL = 3333
const SERVED_S = 0.85
const MEMORY_MB = 130
const TOLD_MS = { large: 40, small: 10 } as const
const PATIENCE_MS = 60_000
/** V8 keeps the pages of threads that have ended for 8 to 24 s, in case others start. */
const SETTLED_MS = 30_000

/** `memory`: soon after. `settled`: of the large zone in the first round. */
type Times = Readonly<Record<'seconds' | 'cpu' | 'memory' | 'settled' | 'first' | 'told', number[]>>

export const transfersIn: Row = {
  name: 'transfers-in',
  work: 'zones of 1,000,000 and of 10,000 records from a primary, whole; then a NOTIFY, and a hundred changes',
  target: `a million served ${SERVED_S} s after the start, with ${MEMORY_MB} MB; changes within ${TOLD_MS.large} and ${TOLD_MS.small} ms`,
  estimate: (bench) => (ableOf(bench).length + 1) * (rounds(bench) * 14 + settlingMs(bench) / 1000),
  run: async (bench, folder): Promise<Result> => {
    const remarks: string[] = []
    const sizes = [
      { name: 'large', hosts: bench.scale.largeHosts },
      { name: 'small', hosts: Math.min(SMALL, bench.scale.largeHosts) },
    ] as const
    const results: { readonly name: string; readonly hosts: number; readonly found: ReadonlyMap<string, Times> }[] = []
    for (const size of sizes) {
      const found = await measured(bench, join(folder, size.name), size.hosts, remarks)
      results.push({ ...size, found })
    }
    const ours = (size: 'large' | 'small', pick: keyof Times) =>
      median(results.find(({ name }) => name === size)?.found.get(JANUS)?.[pick] ?? [])
    return {
      tables: results.map(({ hosts, found }) => ({
        columns: [
          `${(3 * hosts).toLocaleString('en')} records`,
          'start → served, s',
          'CPU for it, s',
          'memory, MB',
          'after half a minute',
          `NOTIFY → ${CHANGES} changes served, ms`,
          'the first time',
        ],
        lines: Array.from(found, ([server, { seconds, cpu, memory, settled, told, first }]) => [
          server,
          median(seconds).toFixed(2),
          median(cpu).toFixed(2),
          megabytes(median(memory)),
          settled.length > 0 ? megabytes(median(settled)) : '-',
          median(told).toFixed(0),
          median(first).toFixed(0),
        ]),
      })),
      verdicts: [
        atMost('a million: start → served', ours('large', 'seconds'), SERVED_S, 's'),
        atMost('a million: memory', ours('large', 'memory') / 1e6, MEMORY_MB, 'MB'),
        atMost('a million: memory after half a minute', ours('large', 'settled') / 1e6, MEMORY_MB, 'MB'),
        atMost('a million: NOTIFY → changes served', ours('large', 'told'), TOLD_MS.large, 'ms'),
        atMost('10,000: NOTIFY → changes served', ours('small', 'told'), TOLD_MS.small, 'ms'),
      ],
      remarks,
    }
  },
}

async function measured(bench: Bench, folder: string, count: number, remarks: string[]): Promise<Map<string, Times>> {
  const zones = Array.from({ length: VERSIONS }, (_, i) =>
    zoneOf(`${ORIGIN}.`, i === 0 ? hosts(count).text : changedHosts(count, i + 1, CHANGES).text),
  )
  const answers = versions(ORIGIN, zones)
  const primary = await BenchPrimary.start(answers[0]!)
  const found = new Map<string, Times>()
  try {
    for (let round = 1; round <= rounds(bench); round++)
      for (const subject of subjectsOf(bench, primary.port)) {
        bench.progress(`${count} hosts, round ${round} of ${rounds(bench)}: ${subject.name}`)
        try {
          const isSettled = round === 1 && count === bench.scale.largeHosts
          await once(bench, join(folder, `${round}-${subject.name}`), subject, primary, answers, found, isSettled)
        } catch (error) {
          remarks.push((error as Error).message)
        }
      }
  } finally {
    primary.stop()
  }
  return found
}

async function once(
  bench: Bench,
  folder: string,
  { name, launch }: Subject,
  primary: BenchPrimary,
  answers: readonly Answers[],
  found: Map<string, Times>,
  isSettled: boolean,
): Promise<void> {
  primary.answers = answers[0]!
  const { server, milliseconds } = await startServer({
    name,
    launch,
    folder,
    cores: bench.cores.server,
    names: [ORIGIN],
    accept: hasSerial(1),
  })
  try {
    const cpu = server.cpu() / 1e6
    await untilAtRest(server)
    // Threads that have done what they were started for end, and what they had is given back.
    await sleep(bench.scale.restMs)
    await untilAtRest(server)
    const memory = server.memory()
    if (isSettled) await sleep(settlingMs(bench))
    const settled = isSettled ? [server.memory()] : []
    const told: number[] = []
    for (const [i, newer] of answers.slice(1).entries()) {
      primary.answers = newer
      told.push(await timeUntilServed(server, primary, i + 2))
      await untilAtRest(server)
    }
    const times = found.get(name) ?? { seconds: [], cpu: [], memory: [], settled: [], first: [], told: [] }
    found.set(name, times)
    times.seconds.push(milliseconds / 1000)
    times.cpu.push(cpu)
    times.memory.push(memory)
    times.settled.push(...settled)
    // The first time starts threads, and code that has not run before.
    times.first.push(told[0]!)
    times.told.push(...told.slice(1))
  } finally {
    await server.stop()
  }
}

async function timeUntilServed(server: Running, primary: BenchPrimary, serial: number): Promise<number> {
  const begun = performance.now()
  primary.tell(server.port, ORIGIN)
  const accept = hasSerial(serial)
  const { port, ended: until } = server
  const served = await whenAnswered({ port, names: [ORIGIN], accept, timeoutMs: PATIENCE_MS, until })
  if (served === undefined) throw new Error(`${server.name}: the changes were not served: ${server.lastWords()}`)
  return served - begun
}

function subjectsOf(bench: Bench, primary: number): Subject[] {
  const zones = [{ origin: ORIGIN, path: '' }]
  return [
    { name: JANUS, launch: (task) => janusLaunch({ ...task, zones, primary }) },
    ...ableOf(bench).map(
      ({ name, launch }): Subject => ({ name, launch: (task) => launch({ ...task, zones, primary }) }),
    ),
  ]
}

function ableOf({ peers }: Bench) {
  return peers.filter(({ name }) => ABLE.has(name))
}

function settlingMs({ scale }: Bench): number {
  return Math.min(SETTLED_MS, scale.restMs * 15)
}

function rounds(bench: Bench): number {
  return Math.min(3, bench.rounds)
}
