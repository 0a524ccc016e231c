// Ten thousand zones of one primary: until all have come, and what is asked when the server starts again.

import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { hasAnswer, whenAnswered } from '../clients/asker.ts'
import { BenchPrimary, smallZones } from '../clients/primary.ts'
import type { Bench } from '../context.ts'
import { JANUS, janusLaunch } from '../servers/janus.ts'
import type { Launch } from '../servers/kind.ts'
import type { Running } from '../servers/running.ts'
import { startServer, untilAtRest } from '../servers/start.ts'
import { megabytes } from './answers.ts'
import type { Result, Row } from './row.ts'

const ABLE: ReadonlySet<string> = new Set(['NSD', 'Knot', 'BIND'])
const [SOA, AXFR, IXFR] = [6, 252, 251]
/** BIND asks for twenty zones a second. */
const PATIENCE_MS = 900_000
const LOOK_MS = 20
/** After a start: what is not asked by then is not asked because of it. */
const WATCHED_MS = 5000
const SAMPLE = 50

type Line = {
  readonly name: string
  readonly seconds: number
  readonly cpu: number
  readonly memory: number
  readonly again: number
  readonly asked: number
}

export const manyZones: Row = {
  name: 'many-zones',
  work: '10,000 zones from one primary: all transferred at first; then a new start with what is kept of them',
  target: 'nothing is asked after the new start',
  estimate: (bench) => (ableOf(bench).length + 1) * 60,
  run: async (bench, folder): Promise<Result> => {
    const remarks: string[] = []
    const lines: Line[] = []
    const zones = Array.from({ length: bench.scale.departments }, (_, i) => ({ origin: `d${i}.example`, path: '' }))
    const primary = await BenchPrimary.start(smallZones)
    try {
      for (const { name, launch } of [{ name: JANUS, launch: janusLaunch }, ...ableOf(bench)]) {
        bench.progress(name)
        try {
          const task = { zones, primary: primary.port }
          const own = join(folder, name)
          lines.push(await measured(bench, name, own, (at) => launch({ ...at, ...task }), primary, zones.length))
        } catch (error) {
          remarks.push((error as Error).message)
        }
      }
    } finally {
      primary.stop()
    }
    const ours = lines.find(({ name }) => name === JANUS)
    return {
      tables: [
        {
          columns: [
            `${zones.length.toLocaleString('en')} zones`,
            'all have come after, s',
            'CPU for it, s',
            'memory, MB',
            'started again, first answers after, s',
            'questions to the primary then',
          ],
          lines: lines.map(({ name, seconds, cpu, memory, again, asked }) => [
            name,
            seconds.toFixed(1),
            cpu.toFixed(2),
            megabytes(memory),
            again.toFixed(2),
            String(asked),
          ]),
        },
      ],
      verdicts: [
        {
          what: 'questions to the primary after a new start: none',
          measured: ours === undefined ? 'not measured' : String(ours.asked),
          met: ours && ours.asked === 0,
        },
      ],
      remarks,
    }
  },
}

async function measured(
  bench: Bench,
  name: string,
  folder: string,
  launch: (at: { readonly port: number; readonly folder: string }) => Launch,
  primary: BenchPrimary,
  count: number,
): Promise<Line> {
  const names = Array.from({ length: SAMPLE }, (_, i) => `d${Math.floor((i * count) / SAMPLE)}.example`)
  const { cores } = bench
  primary.asked.clear()
  const first = await startServer({ name, launch, folder, cores: cores.server, names: names.slice(0, 1) })
  const begun = first.server.started
  await allCame(first.server, primary, count)
  const seconds = (performance.now() - begun) / 1000
  await allServed(first.server, names)
  await untilAtRest(first.server)
  const [cpu, memory] = [first.server.cpu() / 1e6, first.server.memory()]
  await first.server.stop()
  primary.asked.clear()
  const second = await startServer({ name, launch, folder, cores: cores.server, names })
  await sleep(WATCHED_MS)
  await second.server.stop()
  const asked = primary.count(SOA, AXFR, IXFR)
  return { name, seconds, cpu, memory, again: second.milliseconds / 1000, asked }
}

async function allCame(server: Running, primary: BenchPrimary, count: number): Promise<void> {
  for (const end = performance.now() + PATIENCE_MS; primary.count(AXFR, IXFR) < count; await sleep(LOOK_MS))
    if (server.over || performance.now() > end)
      throw new Error(
        `${server.name}: ${primary.count(AXFR, IXFR)} of ${count} zones were asked for: ${server.lastWords()}`,
      )
}

async function allServed({ name, port, ended: until }: Running, names: readonly string[]): Promise<void> {
  const served = await whenAnswered({ port, names, accept: hasAnswer, timeoutMs: PATIENCE_MS, until })
  if (served === undefined) throw new Error(`${name}: not all of ${names.length} zones are served`)
}

function ableOf({ peers }: Bench) {
  return peers.filter(({ name }) => ABLE.has(name))
}
